# SPDX-License-Identifier: Apache-2.0
"""What the checks share: the files of the tree, the parts of the build, and how a fault is said."""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MADE = {".git", "build", "node_modules", "dist", "__pycache__", "shots", ".cache"}


def files(*endings, under=""):
    """Paths from the root, sorted, of every file of ours that ends so (all files without endings)."""
    found = []
    for folder, folders, names in os.walk(os.path.join(ROOT, under)):
        folders[:] = [name for name in folders if name not in MADE]
        for name in names:
            if not endings or name.endswith(endings):
                found.append(os.path.relpath(os.path.join(folder, name), ROOT))
    return sorted(found)


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8", errors="replace") as file:
        return file.read()


def lines_of_list(path):
    """The lines of one of the build's lists, without comments."""
    return [line.strip() for line in read(path).splitlines()
            if line.strip() and not line.startswith("#")]


def parts():
    """folder → (kind, parts it links, pkg-config modules), as configs/build/parts.txt says."""
    table = {}
    for line in lines_of_list("configs/build/parts.txt"):
        head, linked, modules = (column.split() for column in line.split(":"))
        table[head[1]] = (head[0], linked, modules)
    return table


def closure(table, folder):
    """The part itself and everything it links, however far."""
    reached, todo = set(), [folder]
    while todo:
        part = todo.pop()
        if part in reached:
            continue
        reached.add(part)
        todo += table[part][1] if part in table else []
    return reached


def finish(subject, faults):
    """Prints each fault on its line and ends the check: 0 without faults, else 1."""
    for fault in faults:
        print(fault)
    print(f"{subject}: {len(faults)} faults" if faults else f"{subject}: ok")
    sys.exit(1 if faults else 0)
