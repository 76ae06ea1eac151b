# SPDX-License-Identifier: Apache-2.0
"""Every header compiles alone. One that its own .cpp includes first is proven by the build; the rest are tried.

Usage: headers.py CMAKE_BUILD_FOLDER (configured)
"""

import concurrent.futures
import json
import os
import re
import shlex
import subprocess
import sys

import tree


def flags_by_part(folder):
    """part → (compiler, flags) of one of its units."""
    table = tree.parts()
    with open(os.path.join(folder, "compile_commands.json"), encoding="utf-8") as file:
        commands = json.load(file)
    found = {}
    for entry in commands:
        source = os.path.relpath(entry["file"], tree.ROOT)
        part = max((p for p in table if source.startswith(p + "/")), key=len, default=None)
        if part and part not in found:
            words = shlex.split(entry["command"])
            words = words[1:] if words[0].endswith("ccache") else words
            flags = words[1:]
            for option in ("-o", "-c"):
                at = flags.index(option)
                del flags[at:at + 2]
            found[part] = (words[0], flags)
    return found


def is_proven(header):
    own = re.sub(r"\.hpp$", ".cpp", header)
    if not os.path.isfile(os.path.join(tree.ROOT, own)):
        return False
    first = re.search(r'^\s*#\s*include\s*[<"]([^>"]+)', tree.read(own), re.M)
    return bool(first) and first[1] == header


def fault_of(job):
    header, compiler, flags = job
    result = subprocess.run([compiler, *flags, "-w", "-fsyntax-only", "-x", "c++", os.path.join(tree.ROOT, header)],
                            capture_output=True, text=True, check=False)
    return f"{header}: does not compile alone\n{result.stderr[:600]}" if result.returncode else None


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    flags = flags_by_part(sys.argv[1])
    jobs = []
    for header in tree.files(".hpp"):
        part = max((p for p in flags if header.startswith(p + "/")), key=len, default=None)
        if part and not is_proven(header):
            jobs.append((header, *flags[part]))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        faults = [fault for fault in pool.map(fault_of, jobs) if fault]
    print(f"{len(jobs)} headers tried")
    tree.finish("headers", faults)


if __name__ == "__main__":
    main()
