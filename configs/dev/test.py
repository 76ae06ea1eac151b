# SPDX-License-Identifier: Apache-2.0
"""`./dev test`: every test, one table, and the closing line `N passed, N failed, N skipped`.

A step that cannot run has failed; nothing is left out silently. Everything a step started has ended when
the step ends: what it left behind is a failure of that step.
"""

import argparse
import concurrent.futures
import glob
import json
import os
import subprocess
import sys
import tempfile
import time

import processes

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LOGS = os.path.join(ROOT, "build", "logs")
DAILY = ["check", "unit", "media", "network", "database", "web", "browser"]
# What a change must pass to land; within 45 minutes on two cores.
CI = ["meson", "asan"]
LONG = [*CI, "drill", "meeting", "tsan", "fuzz"]
PROGRAM_LABELS = ["unit", "media", "network", "database"]
# A test program that is silent for longer than this hangs.
PROGRAM_SECONDS = 300
DRILL_SECONDS = 900
BROWSER_SECONDS = 600
FUZZ_SECONDS = 60
TSAN_LABELS = ["unit", "network"]
SANITIZERS = {
    "asan": {"ASAN_OPTIONS": "detect_leaks=1:fast_unwind_on_malloc=0:strict_string_checks=1",
             "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
             "LSAN_OPTIONS": f"suppressions={ROOT}/configs/sanitizers/lsan.supp:print_suppressions=0",
             "G_SLICE": "always-malloc"},
    "tsan": {"TSAN_OPTIONS": "ignore_noninstrumented_modules=1:halt_on_error=0:exitcode=66:"
                             f"suppressions={ROOT}/configs/sanitizers/tsan.supp"},
}


class Tally:
    """What one row of the table counts."""

    def __init__(self, name):
        self.name, self.passed, self.failed, self.skipped = name, 0, 0, 0
        self.words, self.seconds = [], 0.0

    def add(self, passed=0, failed=0, skipped=0):
        self.passed += passed
        self.failed += failed
        self.skipped += skipped

    def fail(self, words):
        self.failed += 1
        self.words.append(words)
        print(f"FAILED {self.name}: {words}", flush=True)

    def note_skip(self, words):
        self.skipped += 1
        self.words.append(f"skipped: {words}")


def run(command, log, seconds=1800, **options):
    """Runs a command with its words in a log; returns its exit code (None: it hung and was ended)."""
    with open(os.path.join(LOGS, log), "w", encoding="utf-8") as file:
        process = processes.start(command, stdout=file, stderr=subprocess.STDOUT,
                                  cwd=options.pop("cwd", ROOT), **options)
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            for pid in processes.descendants(process.pid) + [process.pid]:
                try:
                    os.kill(pid, 9)
                except ProcessLookupError:
                    pass
            process.wait()
            return None


def tail(log, lines=40):
    with open(os.path.join(LOGS, log), encoding="utf-8", errors="replace") as file:
        return "".join(file.readlines()[-lines:])


def command_step(tally, name, command, log, **options):
    """One command that passes or fails as a whole."""
    code = run(command, log, **options)
    if code == 0:
        return True
    print(tail(log), flush=True)
    tally.fail(f"{name} {'hung' if code is None else f'ended with {code}'} (build/logs/{log})")
    return False


# ---------------------------------------------------------------- programs of GoogleTest

def programs(folder):
    """(name, label, command) of every test program of a CMake build."""
    listed = subprocess.run(["ctest", "--test-dir", folder, "--show-only=json-v1"], cwd=ROOT,
                            check=True, capture_output=True, text=True).stdout
    found = []
    for test in json.loads(listed)["tests"]:
        labels = [p["value"] for p in test["properties"] if p["name"] == "LABELS"]
        found.append((test["name"], labels[0][0] if labels else "", test.get("command", [""])[0]))
    return found


def cases_of(report):
    """(passed, skipped, [names failed]) in a report of GoogleTest."""
    passed, skipped, failed = 0, 0, []
    for suite in report["testsuites"]:
        for case in suite["testsuite"]:
            if case.get("failures"):
                failed.append(f"{suite['name']}.{case['name']}")
            elif case["result"] == "SKIPPED" or case["status"] == "NOTRUN":
                skipped += 1
            else:
                passed += 1
    return passed, skipped, failed


def run_program(name, program, folder, extra):
    """One program; returns (passed, skipped, [sentences of failure])."""
    log = f"{os.path.basename(folder)}-{name}.log"
    with tempfile.TemporaryDirectory() as scratch:
        report = os.path.join(scratch, "report.json")
        seconds = DRILL_SECONDS if name.startswith("tests-drill-") else PROGRAM_SECONDS
        code = run([program, f"--gtest_output=json:{report}"], log, seconds,
                   env={**os.environ, **extra, "AMPHI_BUILD": os.path.join(ROOT, folder)})
        try:
            with open(report, encoding="utf-8") as file:
                passed, skipped, failed = cases_of(json.load(file))
        except (OSError, json.JSONDecodeError):
            passed, skipped, failed = 0, 0, []
    words = [f"{case} (build/logs/{log})" for case in failed]
    if code != 0 and not failed:
        what = "hung" if code is None else f"ended with {code}"
        words = [f"{name} {what} (build/logs/{log})"]
    if words:
        print(tail(log), flush=True)
    return passed, skipped, words


def run_programs(tallies, folder, chosen, extra, key):
    """Runs the chosen programs, two at a time; `key` says which tally a label counts in."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        jobs = {pool.submit(run_program, name, program, folder, extra): label
                for name, label, program in chosen}
        for job in concurrent.futures.as_completed(jobs):
            passed, skipped, words = job.result()
            tally = tallies[key(jobs[job])]
            tally.add(passed=passed, skipped=skipped)
            for sentence in words:
                tally.fail(sentence)


# ---------------------------------------------------------------- steps

def checks(tally, _):
    scripts = ["includes", "sources", "sizes", "words"]
    for name in scripts:
        log = f"check-{name}.log"
        if command_step(tally, name, [sys.executable, f"tests/checks/{name}.py"], log):
            tally.add(passed=1)
    if command_step(tally, "format", [sys.executable, "configs/dev/lint.py", "--format-only", "--all"],
                    "check-format.log"):
        tally.add(passed=1)


def build(tally, folder, *options):
    return command_step(tally, f"build of {folder}",
                        ["./dev", "_build_cpp", folder, *options], f"build-{os.path.basename(folder)}.log")


def cmake_tests(tallies, labels):
    first = tallies[labels[0]]
    if not build(first, "build"):
        return
    chosen = [row for row in programs("build") if row[1] in labels]
    run_programs(tallies, "build", chosen, {}, lambda label: label)


def drill(tally, _):
    """What takes minutes: half an hour of media, hundreds of receivers. Its figures are shown."""
    if not build(tally, "build"):
        return
    chosen = [row for row in programs("build") if row[1] == "drill"]
    run_programs({"drill": tally}, "build", chosen, {}, lambda label: label)
    for name, _, _ in chosen:
        print("".join(line for line in tail(f"build-{name}.log", 2000).splitlines(True)
                      if line.startswith("figure: ")), end="", flush=True)


def web(tally, _):
    if not command_step(tally, "npm ci", ["./dev", "_npm_ci", "web"], "web-npm.log"):
        return
    if command_step(tally, "types", ["npm", "run", "--silent", "check"], "web-check.log", cwd=f"{ROOT}/web"):
        tally.add(passed=1)
    with tempfile.TemporaryDirectory() as scratch:
        report = os.path.join(scratch, "report.json")
        code = run(["npx", "--no-install", "vitest", "run", "--reporter=json", f"--outputFile={report}"],
                   "web-test.log", cwd=f"{ROOT}/web")
        try:
            with open(report, encoding="utf-8") as file:
                found = json.load(file)
        except (OSError, json.JSONDecodeError):
            found = {}
    tally.add(passed=found.get("numPassedTests", 0),
              skipped=found.get("numPendingTests", 0) + found.get("numTodoTests", 0))
    for _ in range(found.get("numFailedTests", 0)):
        tally.fail("a vitest case (build/logs/web-test.log)")
    if code != 0 and not found.get("numFailedTests"):
        tally.fail("vitest did not run (build/logs/web-test.log)")
    if command_step(tally, "build of the pages", ["./dev", "_build_web"], "web-build.log"):
        tally.add(passed=1)


def browser(tally, _):
    if not (build(tally, "build") and
            command_step(tally, "the pages", ["./dev", "_build_web"], "web-build.log") and
            command_step(tally, "npm ci", ["./dev", "_npm_ci", "tests/browser"], "browser-npm.log")):
        return
    for script in sorted(glob.glob("tests/browser/*.test.mjs", root_dir=ROOT)):
        browser_script(tally, script)


def meeting(tally, _):
    """Two hours at twenty times their speed."""
    if (build(tally, "build") and
            command_step(tally, "the pages", ["./dev", "_build_web"], "web-build.log") and
            command_step(tally, "npm ci", ["./dev", "_npm_ci", "tests/browser"], "browser-npm.log")):
        browser_script(tally, "tests/browser/meeting.test.mjs", {"AMPHI_MEETING_MINUTES": "120"})


def browser_script(tally, script, extra=None):
    log = f"browser-{os.path.basename(script).split('.')[0]}.log"
    # Debian's Node 18 runs several files at once and cannot be told otherwise: so one at a time.
    code = run(["node", "--test-reporter=./tests/browser/reporter.mjs", script], log, BROWSER_SECONDS,
               env={**os.environ, "AMPHI_BUILD": os.path.join(ROOT, "build"), **(extra or {})})
    found = []
    for line in tail(log, 100000).splitlines():
        try:
            found.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    ended = [row for row in found if "outcome" in row]
    tally.add(passed=sum(row["outcome"] == "passed" for row in ended),
              skipped=sum(row["outcome"] == "skipped" for row in ended))
    failed = [row for row in ended if row["outcome"] == "failed"]
    for row in failed:
        print(row["words"], flush=True)
        tally.fail(f"{row['name']} (build/logs/{log})")
    if not failed and (code != 0 or not ended):
        print(tail(log), flush=True)
        tally.fail(f"{script} {'hung' if code is None else f'ended with {code}'} (build/logs/{log})")


def meson(tally, _):
    folder = "build/meson"
    if not os.path.isfile(f"{ROOT}/{folder}/build.ninja") and not command_step(
            tally, "meson setup", ["meson", "setup", "--werror", folder], "meson-setup.log"):
        return
    if not command_step(tally, "Meson build", ["ninja", "-C", folder], "meson-build.log"):
        return
    if command_step(tally, "builds agree", [sys.executable, "tests/checks/builds.py", "build", folder],
                    "check-builds.log"):
        tally.add(passed=1)
    if command_step(tally, "headers alone", [sys.executable, "tests/checks/headers.py", "build"],
                    "check-headers.log"):
        tally.add(passed=1)
    chosen = [(name, label, f"{ROOT}/{folder}/{name}") for name, label, _ in programs("build")
              if label in PROGRAM_LABELS]
    run_programs({"meson": tally}, folder, chosen, {}, lambda label: "meson")


def sanitizer(tally, name, flags, labels):
    folder = f"build/{name}"
    targets = [program for program, label, _ in programs("build") if label in labels]
    if not build(tally, folder, f"-DAMPHI_SANITIZE={flags}", "--", "amphi", "amphi-sim", *targets):
        return
    chosen = [row for row in programs(folder) if row[1] in labels]
    run_programs({name: tally}, folder, chosen, SANITIZERS[name], lambda label: name)


def asan(tally, _):
    sanitizer(tally, "asan", "address,undefined", PROGRAM_LABELS)


def tsan(tally, _):
    sanitizer(tally, "tsan", "thread", TSAN_LABELS)


def fuzz(tally, _):
    """Every fuzzer for a short while, from the corpus beside it where there is one."""
    folder = "build/fuzz"
    names = fuzzers()
    if not build(tally, folder, "-DAMPHI_FUZZ=ON", "-DCMAKE_CXX_COMPILER=clang++-14", "--", *names):
        return
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda name: fuzz_one(tally, f"{ROOT}/{folder}/{name}", name), names))


def fuzzers():
    """Names of the fuzzers in the list of parts."""
    with open(f"{ROOT}/configs/build/parts.txt", encoding="utf-8") as file:
        rows = [line.split() for line in file]
    return [row[1].replace("/", "-") for row in rows if row and row[0] == "fuzz"]


def fuzz_one(tally, program, name):
    with tempfile.TemporaryDirectory() as found:
        corpus = os.path.join("tests", *name.split("-")[1:], "corpus")
        command = [program, f"-max_total_time={FUZZ_SECONDS}", f"-artifact_prefix={LOGS}/{name}-",
                   "-rss_limit_mb=1024", found] + ([corpus] if os.path.isdir(f"{ROOT}/{corpus}") else [])
        if command_step(tally, name, command, f"{name}.log", env={**os.environ, **SANITIZERS["asan"]}):
            tally.add(passed=1)


def left_behind(tally):
    names = processes.end_all(seconds=5)
    if names:
        tally.fail(f"left processes behind: {', '.join(sorted(set(names)))}")


def table(tallies):
    print(f"\n{'':12}{'passed':>8}{'failed':>8}{'skipped':>8}{'seconds':>9}")
    for tally in tallies.values():
        print(f"{tally.name:12}{tally.passed:8}{tally.failed:8}{tally.skipped:8}{tally.seconds:9.0f}")
    for tally in tallies.values():
        for words in tally.words:
            print(f"  {tally.name}: {words}")
    total = [sum(getattr(t, key) for t in tallies.values()) for key in ("passed", "failed", "skipped")]
    print(f"\n{total[0]} passed, {total[1]} failed, {total[2]} skipped", flush=True)
    return total


def main():
    parser = argparse.ArgumentParser(prog="./dev test", description=__doc__)
    parser.add_argument("--ci", action="store_true", help="the Meson build and ASan+UBSan too")
    parser.add_argument("--long", action="store_true", help="all that --ci adds, drills, a long meeting, TSan and fuzzers")
    parser.add_argument("--label", action="append", choices=DAILY + LONG, help="only these")
    chosen = parser.parse_args()
    added = LONG if chosen.long else CI if chosen.ci else []
    labels = chosen.label or DAILY + added
    if chosen.long:
        os.environ["AMPHI_LONG"] = "1"  # players play for two minutes
    os.makedirs(LOGS, exist_ok=True)
    processes.adopt_orphans()
    tallies = {label: Tally(label) for label in labels}
    steps = {"check": checks, "web": web, "browser": browser, "meson": meson, "asan": asan, "drill": drill,
             "meeting": meeting, "tsan": tsan, "fuzz": fuzz}
    in_programs = [label for label in labels if label in PROGRAM_LABELS]
    for label in labels:
        if label in in_programs and label != in_programs[0]:
            continue
        print(f"==> {' '.join(in_programs) if label in in_programs else label}", flush=True)
        began = time.monotonic()
        if label in in_programs:
            cmake_tests(tallies, in_programs)
        else:
            steps[label](tallies[label], label)
        left_behind(tallies[label])
        tallies[label].seconds = time.monotonic() - began
    passed, failed, _ = table(tallies)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
