# SPDX-License-Identifier: Apache-2.0
"""Processes that end with us: what we started, and what those started, found by pid and ended by pid."""

import ctypes
import os
import signal
import subprocess
import time

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
LIBC = ctypes.CDLL(None, use_errno=True)


def adopt_orphans():
    """From now on a grandchild whose parent ends becomes our child, so that we can still find it."""
    LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def start(command, **options):
    """A child in its own process group (Ctrl-C reaches only us) that ends should we be killed."""
    def before():
        os.setpgid(0, 0)
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    return subprocess.Popen(command, stdin=options.pop("stdin", subprocess.DEVNULL),
                            preexec_fn=before, **options)


def parents():
    """pid → parent's pid, of every process that is not yet gone."""
    table = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                    state, parent = file.read().rsplit(")", 1)[1].split()[:2]
            except OSError:
                continue
            if state != "Z":
                table[int(name)] = int(parent)
    return table


def descendants(root=None):
    """Pids of everything below us (or below `root`), deepest last."""
    table, found = parents(), []
    todo = [root or os.getpid()]
    while todo:
        pid = todo.pop()
        below = [child for child, parent in table.items() if parent == pid]
        found += below
        todo += below
    return found


def name_of(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return " ".join(file.read().decode(errors="replace").split("\0")[:2]).strip()
    except OSError:
        return str(pid)


def reap():
    """Takes leave of ended children that nobody waits for."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def end_all(seconds=10):
    """Ends everything below us: asks, waits, and insists. Returns what was there, by name."""
    left = [name_of(pid) for pid in descendants()]
    for sign, patience in ((signal.SIGTERM, seconds), (signal.SIGKILL, 5)):
        for pid in descendants():
            try:
                os.kill(pid, sign)
            except ProcessLookupError:
                pass
        deadline = time.monotonic() + patience
        while descendants() and time.monotonic() < deadline:
            reap()
            time.sleep(0.05)
    reap()
    return left
