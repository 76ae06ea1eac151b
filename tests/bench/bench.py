# SPDX-License-Identifier: Apache-2.0
"""`./dev bench`: the figures of one lecture beside their aims, as a table and as build/bench.json.

Machines differ, so figures against nginx are ratios of the same run. Each row says how it is taken.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time

import front_door
import sync
from stand import ROOT, Stand, cpu_seconds, processes, resident_mb

SETTLE_SECONDS = 8


class Table:
    """Rows of name, figure, aim, and how it was taken."""

    def __init__(self):
        self.rows = []

    def add(self, name, value, unit, aim, how):
        self.rows.append({"name": name, "value": round(value, 3), "unit": unit, "aim": aim, "how": how})
        print(f"{name:44} {value:10.3f} {unit:12} aim {aim:22} {how}", flush=True)

    def write(self, path, short):
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"machine": platform.processor() or platform.machine(), "cores": os.cpu_count(),
                       "short": short, "rows": self.rows}, file, indent=1)


def watch_worker(stand, seconds):
    """(cores, MB) of the stream's worker over so many seconds."""
    pid = stand.worker()
    before, began = cpu_seconds(pid), time.monotonic()
    time.sleep(seconds)
    return (cpu_seconds(pid) - before) / (time.monotonic() - began), resident_mb(pid)


def reference(table, chosen):
    seconds = chosen.seconds
    with Stand("--cameras", "2", programs=chosen.programs) as stand:
        start = stand.go_live()
        table.add("start to first part", start, "s", "<= 3",
                  "POST …/start until the first part of the playlist answers 200")
        time.sleep(SETTLE_SECONDS)
        cores, memory = watch_worker(stand, seconds)
        how = f"/proc/PID/stat over {seconds} s, nobody listening"
        table.add("worker: slides, two cameras, sound", cores, "core", "<= 0.20", how)
        table.add("worker: memory", memory, "MB", "-", "VmRSS after that")
        table.add("serve: memory, ring included", resident_mb(stand.server.pid), "MB", "<= 150 + ring",
                  "VmRSS after that")


def slides_only(table, chosen):
    for microphone in (True, False):
        with Stand("--cameras", "0", programs=chosen.programs) as stand:
            stand.command(do="microphone", on=microphone)
            stand.go_live()
            time.sleep(SETTLE_SECONDS)
            cores, _ = watch_worker(stand, chosen.seconds)
            table.add(f"worker: slides, {'sound' if microphone else 'microphone off'}", cores, "core", "<= 0.06",
                      f"the same over {chosen.seconds} s")


def ladder(table, chosen):
    """What each rendition adds to the worker of one and the same lecture."""
    alone = 0.0
    for words in ([], ["480p"], ["240p"], ["slides"], ["480p", "240p", "slides"]):
        with Stand("--cameras", "2", programs=chosen.programs,
                   settings=f"[stream]\nladder = {json.dumps(words)}\n") as stand:
            stand.go_live()
            time.sleep(SETTLE_SECONDS)
            cores, memory = watch_worker(stand, chosen.seconds)
            how = f"slides, two cameras, sound, over {chosen.seconds} s; worker {memory:.0f} MB"
            if words:
                table.add(f"worker: {', '.join(words)} beside 720p", cores - alone, "core", "-",
                          f"more than 720p alone; {how}")
            else:
                alone = cores
                table.add("worker: 720p alone", cores, "core", "<= 0.20", how)


def page(table, chosen):
    with Stand("--cameras", "1", programs=chosen.programs) as stand:
        stand.go_live()
        time.sleep(SETTLE_SECONDS)
        done = subprocess.run(["node", "tests/bench/page.mjs", stand.base, "1", str(chosen.seconds),
                               str(stand.worker())], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        found = json.loads(done.stdout)
        how = f"clock in the camera's picture against the page's clock, {found['readable']} pictures"
        table.add("delay in Chromium, median", found["p50"] / 1000, "s", "<= 1.5", how)
        table.add("delay in Chromium, p95", found["p95"] / 1000, "s", "<= 2.5", how)
        table.add("page opened to picture", found["firstPictureMs"] / 1000, "s", "<= 3",
                  "goto until a clock is readable in the video")
        table.add("worker killed to picture back", found["backAfterKillMs"] / 1000, "s", "<= 3",
                  "SIGKILL until a picture taken 0.5 s later is on the page")


def offset(table, chosen):
    with Stand("--cameras", "1", programs=chosen.programs) as stand:
        stand.go_live()
        time.sleep(max(30, chosen.seconds))
        median, spread, pairs = sync.measure(stand)
        table.add("sound behind picture, median", median, "ms", "within 40",
                  f"the picture's clock when a beep begins, in the HLS output, {pairs} beeps")
        table.add("sound against picture, spread", spread, "ms", "-", "largest − least of these")


def door(table, chosen):
    with Stand("--cameras", "1", programs=chosen.programs) as stand:
        stand.go_live()
        time.sleep(20)  # a window with finished segments
        found = front_door.measure(stand, 3 if chosen.short else 8)
        for name, aim in (("playlist", ">= 0.6"), ("segment", ">= 0.5")):
            row = found[name]
            size = found["sizes"]["video.m3u8" if name == "playlist" else "segment.m4s"]
            table.add(f"{name} requests per CPU second / nginx", row["ratio"], "ratio", aim,
                      f"wrk, {front_door.CONNECTIONS} connections, {size} bytes; nginx before and after "
                      f"(drift {row['nginx_drift']:.2f})")
            table.add(f"{name} requests per CPU second", row["amphi_per_cpu_s"], "1/CPU s", "-",
                      f"nginx {row['nginx_per_cpu_s']:.0f}; serve's own lecture work included")


def chat(table, chosen):
    listeners, lines = 9900, 10 if chosen.short else 30
    with Stand("--cameras", "0", programs=chosen.programs) as stand:
        stand.go_live()
        before = cpu_seconds(stand.server.pid)
        done = subprocess.run([f"{chosen.programs}/amphi-bench-chat", str(stand.port), "/ws/live/demo",
                               str(listeners), str(lines)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        found = json.loads(done.stdout)
        if found["missing"]:
            raise RuntimeError(f"{found['missing']} readings of a line are missing")
        how = f"{lines} lines to {listeners} sockets, sender and readers on the same 2 cores"
        table.add("chat line to all listeners, median", found["p50"], "ms", "-", how)
        table.add("chat line to all listeners, p99", found["p99"], "ms", "<= 250", how)
        table.add("serve: CPU of that crowd", cpu_seconds(stand.server.pid) - before, "s", "-",
                  "greetings included")
        table.add("serve: memory of that crowd", resident_mb(stand.server.pid), "MB", "<= 150 + 10 kB each",
                  "VmRSS, ring included")


def whiteboard(table, chosen):
    done = subprocess.run([f"{chosen.programs}/amphi-bench-whiteboard"], capture_output=True, text=True,
                          check=True)
    found = json.loads(done.stdout)
    how = "500 strokes of 150 points at 1280x720, CPU time"
    table.add("whiteboard: a stroke grows, redrawn", found["growth"], "ms", "<= 1",
              f"difference and damage of 4 more points over {how}, mean of 100")
    table.add("whiteboard: all redrawn", found["redraw"], "ms", "-", f"{how}, outlines known, mean of 20")
    table.add("whiteboard: all drawn first", found["first"], "ms", "-", f"{how}, outlines too")


PLAYS = {"slides": "slides only", "camera1": "slides, one camera", "camera2": "slides, two cameras",
         "camera6": "slides, six cameras", "screen": "screen share 1080p", "ink6": "six hands drawing"}


def stage_program(chosen, *words):
    done = subprocess.run([f"{chosen.programs}/amphi-bench-stage", *words], capture_output=True, text=True,
                          check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout)


def stage(table, chosen):
    """Our stage beside GStreamer's compositor: the same scene and encoders, one after the other."""
    found = stage_program(chosen, "pages")
    how = "show() to a canvas that shows it, 720 lines, 1920 glyphs a page, 8 pages; the grid adds 40 ms at most"
    table.add("page change, median", found["first"], "ms", "<= 110", how)
    table.add("page change, largest", found["worst"], "ms", "<= 110", how)
    table.add("page change, prepared, median", found["prepared"], "ms", "-", "the same after Broadcast::prepare()")
    for play, name in PLAYS.items():
        seconds = str(chosen.seconds)
        cores = {way: stage_program(chosen, way, play, seconds)["cores"] for way in ("stage", "compositor")}
        table.add(f"stage: {name}", cores["stage"], "core", "-",
                  f"CPU of the whole process over {chosen.seconds} s: compose, encode 720p, package; silence")
        table.add(f"stage / compositor: {name}", cores["stage"] / cores["compositor"], "ratio", "< 1",
                  f"compositor ! x264enc of the same settings took {cores['compositor']:.3f} core")


BENCHES = {"reference": reference, "slides": slides_only, "ladder": ladder, "page": page, "sync": offset, "door": door,
           "chat": chat, "whiteboard": whiteboard, "stage": stage}


def main():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="10 s instead of 30 s a figure")
    parser.add_argument("--only", action="append", choices=list(BENCHES), help="only these")
    parser.add_argument("--programs", default=os.path.join(ROOT, "build"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    chosen.seconds = 10 if chosen.short else 30
    processes.adopt_orphans()
    table, failed = Table(), 0
    for name in chosen.only or BENCHES:
        try:
            BENCHES[name](table, chosen)
        except (RuntimeError, subprocess.SubprocessError, statistics.StatisticsError, OSError) as error:
            print(f"{name}: not measured: {error}", file=sys.stderr)
            failed += 1
        finally:
            processes.end_all()
    os.makedirs(os.path.join(ROOT, "build"), exist_ok=True)
    path = os.path.join(ROOT, "build", "bench.json")
    table.write(path, chosen.short)
    print(f"written to {os.path.relpath(path)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
