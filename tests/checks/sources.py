# SPDX-License-Identifier: Apache-2.0
"""Every .cpp file stands in exactly one sources.txt, every listed file exists, every list is a part."""

import os

import tree


def main():
    faults, listed = [], {}
    table = tree.parts()
    order = list(table)
    for folder in table:
        for linked in table[folder][1]:
            if linked not in order or order.index(linked) > order.index(folder):
                faults.append(f"configs/build/parts.txt: {folder} stands above {linked}, which it links")
        path = f"{folder}/sources.txt"
        if not os.path.isfile(os.path.join(tree.ROOT, path)):
            faults.append(f"configs/build/parts.txt: {folder} has no sources.txt")
            continue
        for name in tree.lines_of_list(path):
            source = os.path.normpath(f"{folder}/{name}")
            if not os.path.isfile(os.path.join(tree.ROOT, source)):
                faults.append(f"{path}: {name} does not exist")
            if source in listed and not source.startswith("tests/"):
                faults.append(f"{path}: {name} stands in {listed[source]} too")
            listed[source] = path
    for path in tree.files("sources.txt"):
        if os.path.dirname(path) not in table:
            faults.append(f"{path}: configs/build/parts.txt does not name this folder")
    for path in tree.files(".cpp"):
        if path not in listed:
            faults.append(f"{path}: no sources.txt lists it, so nothing builds it")
    tree.finish("sources", faults)


if __name__ == "__main__":
    main()
