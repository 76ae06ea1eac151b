# SPDX-License-Identifier: Apache-2.0
"""Who may include whom (ARCHITECTURE.md, "The map"), and the one door of every foreign library."""

import os
import re
import sys

import tree

# Top folder → top folders of ours it may include. The program itself and tests/ see everything.
PROGRAM = "gateway/amphi/"
ARROWS = {
    "base": {"base"},
    "pipelines": {"base", "pipelines"},
    "gateway": {"base", "pipelines", "gateway"},
    "control": {"base", "control"},
}

# Foreign header → who may include it: a folder (with its '/'), or the beginning of a file's path.
DOORS = [
    (r"gst/", ["pipelines/"]),
    (r"(glib|gio/|glib-|gobject/)", ["base/", "pipelines/"]),
    (r"libsoup/", ["base/http/soup.", "base/http/client.", "base/http/web_socket_client."]),
    (r"libwebsockets", ["base/http/server_lws"]),
    (r"(libpq|postgres|pg_config)", ["base/postgres."]),
    (r"toml", ["base/config."]),
    (r"(spdlog|fmt)/", ["base/log."]),
    (r"nlohmann/", ["base/json."]),
    (r"(librsvg|cairo|pango)", ["pipelines/stage/", "pipelines/whiteboard/"]),
    (r"libxml/", ["base/xml."]),
    (r"openssl/", ["base/digest."]),
    (r"CLI/", ["gateway/amphi/main."]),
    (r"nice/|agent\.h", ["pipelines/receive/"]),
]

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def part_of(path, table):
    """The part whose folder holds the file most closely."""
    held = [folder for folder in table if path.startswith(folder + "/")]
    return max(held, key=len, default=None)


def fault_of_own(path, included, table):
    """What is wrong with `#include "included"` in the file, or None."""
    if not os.path.isfile(os.path.join(tree.ROOT, included)):
        return f'"{included}" is no path from the root'
    top, target = path.split("/")[0], included.split("/")[0]
    if top in ARROWS and not path.startswith(PROGRAM) and target not in ARROWS[top]:
        return f"{top}/ may not include {target}/ ({included})"
    own, other = part_of(path, table), part_of(included, table)
    # A header without a .cpp of its own links nothing.
    is_linked = os.path.isfile(os.path.join(tree.ROOT, os.path.splitext(included)[0] + ".cpp"))
    if own and other and is_linked and other not in tree.closure(table, own):
        return f"part {own} does not link part {other} ({included}): see configs/build/parts.txt"
    return None


def fault_of_foreign(path, included):
    if path.startswith("tests/"):
        return None
    for pattern, doors in DOORS:
        if re.match(pattern, included):
            if any(path.startswith(door) for door in doors):
                return None
            return f"<{included}> has its door in {', '.join(doors)}"
    return None


def faults_of(path, text, table):
    found = []
    included = INCLUDE.findall(text)
    for mark, name in included:
        fault = fault_of_own(path, name, table) if mark == '"' else fault_of_foreign(path, name)
        if fault:
            found.append(f"{path}: {fault}")
    own = os.path.splitext(path)[0] + ".hpp"
    if path.endswith(".cpp") and os.path.isfile(os.path.join(tree.ROOT, own)):
        if included and included[0] != ('"', own):
            found.append(f'{path}: its own header "{own}" comes first')
    return found


def self_test():
    """The check finds what it is for."""
    table = {"control": ("lib", ["base"], []), "gateway/chat": ("lib", ["base"], []),
             "gateway/origin": ("lib", ["base"], []), "base": ("lib", [], [])}
    bad = [("control/a.cpp", '#include "gateway/worker/worker.hpp"\n'),
           ("gateway/chat/a.cpp", "#include <gst/gst.h>\n"),
           ("pipelines/a.cpp", "#include <libpq-fe.h>\n"),
           ("gateway/chat/a.cpp", '#include "no/such.hpp"\n')]
    return [f"self test: {path} with {text.strip()} is not seen"
            for path, text in bad if not faults_of(path, text, table)]


def main():
    table = tree.parts()
    faults = self_test()
    for path in tree.files(".cpp", ".hpp"):
        faults += faults_of(path, tree.read(path), table)
    tree.finish("includes", faults)


if __name__ == "__main__":
    sys.exit(main())
