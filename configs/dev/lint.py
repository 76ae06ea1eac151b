# SPDX-License-Identifier: Apache-2.0
"""`./dev lint`: the shape of the code, clang-tidy, and the types of the pages.

Without --all: only files that differ from the last commit.
"""

import argparse
import concurrent.futures
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "checks"))
import tree  # noqa: E402  (found through the line above)


def changed():
    """Files of ours that are new or differ from HEAD."""
    def ask(*command):
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True,
                              check=True).stdout.splitlines()
    return sorted(set(ask("git", "diff", "--name-only", "HEAD") +
                      ask("git", "ls-files", "--others", "--exclude-standard")))


def format_faults(paths):
    """How many files are not in the shape of .clang-format."""
    if not paths:
        return 0
    result = subprocess.run(["clang-format-14", "--dry-run", "-Werror", *paths], cwd=ROOT,
                            capture_output=True, text=True, check=False)
    files = sorted({line.split(":")[0] for line in result.stderr.splitlines() if ": error:" in line})
    for path in files:
        print(f"{path}: not in the shape of .clang-format (clang-format-14 -i {path})")
    if result.returncode and not files:
        print(result.stderr)
        return 1
    return len(files)


def tidy(path):
    result = subprocess.run(["clang-tidy-14", "-p", "build", "--quiet", path], cwd=ROOT,
                            capture_output=True, text=True, check=False)
    return result.returncode, result.stdout


def tidy_faults(paths):
    faults = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for code, words in pool.map(tidy, paths):
            if words.strip():
                print(words)
            faults += code != 0 or "warning:" in words
    return faults


def main():
    parser = argparse.ArgumentParser(prog="./dev lint", description=__doc__)
    parser.add_argument("--all", action="store_true", help="every file, not only changed ones")
    parser.add_argument("--format-only", action="store_true", help="the shape alone")
    chosen = parser.parse_args()
    ours = tree.files(".cpp", ".hpp")
    paths = ours if chosen.all else [path for path in changed() if path in ours]
    faults = format_faults(paths)
    if not chosen.format_only:
        if subprocess.run(["./dev", "_build_cpp", "build"], cwd=ROOT, stdout=subprocess.DEVNULL,
                          check=False).returncode:
            return 1
        faults += tidy_faults([path for path in paths if path.endswith(".cpp")])
        for command in (["./dev", "_npm_ci", "web"], ["npm", "--prefix", "web", "run", "--silent", "check"]):
            faults += subprocess.run(command, cwd=ROOT, check=False).returncode != 0
    print(f"lint: {faults} faults" if faults else f"lint: {len(paths)} C++ files ok")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
