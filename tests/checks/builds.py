# SPDX-License-Identifier: Apache-2.0
"""Compares the two builds: same units, standard, defines and warnings for each, and the same tests.

Usage: builds.py CMAKE_BUILD_FOLDER MESON_BUILD_FOLDER (both configured)
"""

import json
import os
import shlex
import subprocess
import sys

import tree

# Not the compiler's business, or the wish of one folder: CI is strict in one build.
STRICT = ("-Wl,", "-Werror")


def units(folder):
    """source → the flags that matter, one entry a compiled unit (a file built twice counts twice)."""
    with open(os.path.join(folder, "compile_commands.json"), encoding="utf-8") as file:
        commands = json.load(file)
    table = {}
    for entry in commands:
        source = os.path.relpath(
            os.path.normpath(os.path.join(entry["directory"], entry["file"])), tree.ROOT)
        words = shlex.split(entry["command"])
        flags = {word for word in words
                 if word.startswith(("-D", "-W", "-std", "-O", "-fsanitize")) and not word.startswith(STRICT)}
        table.setdefault(source, []).append(frozenset(flags))
    return table


def differences(ours, theirs):
    found = []
    for source in sorted(ours.keys() | theirs.keys()):
        cmake, meson = ours.get(source, []), theirs.get(source, [])
        if len(cmake) != len(meson):
            found.append(f"{source}: built {len(cmake)} times by CMake, {len(meson)} by Meson")
            continue
        for left, right in zip(sorted(cmake, key=sorted), sorted(meson, key=sorted)):
            if left - right:
                found.append(f"{source}: only CMake says {' '.join(sorted(left - right))}")
            if right - left:
                found.append(f"{source}: only Meson says {' '.join(sorted(right - left))}")
    return found


def ask(command):
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def tests_of_cmake(folder):
    table = {}
    for test in ask(["ctest", "--test-dir", folder, "--show-only=json-v1"])["tests"]:
        labels = [p["value"] for p in test["properties"] if p["name"] == "LABELS"]
        table[test["name"]] = labels[0][0] if labels else ""
    return table


def tests_of_meson(folder):
    return {test["name"]: test["suite"][0].split(":")[-1]
            for test in ask(["meson", "introspect", "--tests", folder])}


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    cmake, meson = sys.argv[1:]
    # The comparison itself is tried on a difference first.
    one, other = {"a.cpp": [frozenset(["-Wall"])]}, {"a.cpp": [frozenset(["-Wall", "-DX"])]}
    faults = [] if differences(one, other) else ["self test: a define of one build only is not seen"]
    faults += differences(units(cmake), units(meson))
    ours, theirs = tests_of_cmake(cmake), tests_of_meson(meson)
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            faults.append(f"test {name}: label {ours.get(name)} in CMake, {theirs.get(name)} in Meson")
    print(f"{len(ours)} test programs")
    tree.finish("builds", faults)


if __name__ == "__main__":
    main()
