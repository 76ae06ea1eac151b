# SPDX-License-Identifier: Apache-2.0
"""Words that do not belong: no sleeping tests, no owed work, no secrets, no path of one machine."""

import re

import tree

CODE = (".cpp", ".hpp", ".ts", ".svelte", ".mjs", ".js", ".py", ".sh", ".sql", ".yaml", ".toml")
TEXT = CODE + (".md", ".txt", ".build", ".json", ".html", ".css", ".svg", ".conf")

# (what, pattern, which files by ending, which by folder). Patterns are split so as not to find themselves.
RULES = [
    ("owed work: do it, or open an issue and name it", r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b(?!.*#\d)", CODE, ""),
    ("a path of one machine", r"(?<![\w.])/" + r"work/", TEXT, ""),
    ("a home of one person", r"/home/" + r"(?!amphi)\w+", TEXT, ""),
    ("a test that sleeps: wait for the event, with a deadline",
     r"\b(sleep_for|sleep_until|usleep|g_usleep|nanosleep)" + r"\b|(?<!\w)sleep\(", (".cpp", ".hpp"), "tests/"),
    ("throw: return a Result", r"^\s*throw\b|[;{]\s*throw\b", (".cpp", ".hpp"), "!tests/"),
    ("new or delete: an owner has it (base/ref.hpp)", r"=\s*new\b|\breturn new\b|^\s*delete\b\s*\w", (".cpp", ".hpp"), ""),
    ("a private key", "-----BEGIN [A-Z ]*" + "PRIVATE KEY", TEXT, ""),
    ("a tab", r"\t", (".cpp", ".hpp", ".py", ".ts", ".svelte", ".toml", ".yaml"), ""),
    ("a blank at the end of a line", r"[ \t]+$", (".cpp", ".hpp", ".py", ".ts", ".svelte", ".toml", ".yaml"), ""),
]

OWNER = "new or delete: an owner has it (base/ref.hpp)"
# (path, what) → reason.
EXCEPTIONS = {
    ("base/loop.cpp", OWNER):
        "GLib holds a job as a plain pointer until its source's destroy notify gives it back",
    **{(f"tests/sim/console/{script}.cpp", OWNER): "the text is a page's script, and JavaScript says new"
       for script in ("board", "publish", "script")},
}


def opens_well(path, text):
    head = text.splitlines()[:3]
    return any("SPDX-License-Identifier: Apache-2.0" in line for line in head)


def applies(path, endings, folder):
    if not path.endswith(endings):
        return False
    return not path.startswith(folder[1:]) if folder.startswith("!") else path.startswith(folder)


def main():
    faults = []
    for path in tree.files(*TEXT) + ["dev"]:
        text = tree.read(path)
        if path.endswith((".cpp", ".hpp", ".py", ".ts", ".svelte", ".mjs")) and not opens_well(path, text):
            faults.append(f"{path}: does not open with its licence (SPDX) and what it is for")
        if path.endswith("package-lock.json") or path.startswith("tests/checks/words"):
            continue
        for what, pattern, endings, folder in RULES:
            if not applies(path, endings, folder) or (path, what) in EXCEPTIONS:
                continue
            for number, line in enumerate(text.splitlines(), 1):
                if re.search(pattern, line):
                    faults.append(f"{path}:{number}: {what}")
    tree.finish("words", faults)


if __name__ == "__main__":
    main()
