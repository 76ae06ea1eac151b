# SPDX-License-Identifier: Apache-2.0
"""The stand of the benches: a simulator, a server and one stream, with their pids and clocks."""

import json
import os
import re
import secrets
import shutil
import socket
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "configs", "dev"))
import processes  # noqa: E402  (found through the line above)

TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(url, body=None, method=None, seconds=10):
    """(status, bytes, headers); status 0 when nobody answers."""
    request = urllib.request.Request(
        url, data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=seconds) as reply:
            return reply.status, reply.read(), dict(reply.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read(), dict(error.headers)
    except OSError as error:
        return 0, str(error).encode(), {}


def wait_for(what, look, seconds=60, period=0.02):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(period)
    raise RuntimeError(f"not within {seconds} s: {what}")


def cpu_seconds(*pids):
    """User and system time of these processes so far, without their children."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def resident_mb(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1]) / 1024


class Stand:
    """One lecture. Use it in a `with`."""

    def __init__(self, *simulator, programs, settings=""):
        """`settings`: more TOML, whole sections."""
        self.folder = tempfile.mkdtemp(prefix="amphi-bench-")
        os.chmod(self.folder, 0o755)  # root's private cluster runs as the user postgres
        self.programs, self.simulator, self.settings = programs, simulator, settings

    def __enter__(self):
        secret = secrets.token_hex(20)
        with open(f"{self.folder}/sim.log", "w", encoding="utf-8") as log:
            self.sim = processes.start([f"{self.programs}/amphi-sim", "--port", "0", "--secret", secret,
                                        *self.simulator], stdout=log, stderr=log)
        self.sim_url = wait_for("the simulator is ready", self.__sim_address)
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        with open(f"{self.folder}/amphi.toml", "w", encoding="utf-8") as file:
            file.write(f'[server]\nport = {self.port}\ndata_dir = "{self.folder}/data"\n'
                       f'web_dir = "{ROOT}/web/dist"\n[bbb]\nurl = "{self.sim_url}/bigbluebutton/"\n'
                       f'secret = "{secret}"\n{self.settings}')
        with open(f"{self.folder}/serve.log", "w", encoding="utf-8") as log:
            self.server = processes.start([f"{self.programs}/amphi", "serve", "--config",
                                           f"{self.folder}/amphi.toml"], stdout=log, stderr=log)
        wait_for("amphi serve is ready", lambda: fetch(f"{self.base}/readyz")[0] == 200)
        return self

    def __sim_address(self):
        with open(f"{self.folder}/sim.log", encoding="utf-8") as log:
            found = re.search(r"^amphi-sim ready (\S+)", log.read(), re.M)
        return found and found[1]

    def __exit__(self, *_):
        fetch(f"{self.base}/api/v1/streams/demo", method="DELETE")
        processes.end_all()
        shutil.rmtree(self.folder, ignore_errors=True)

    def command(self, **body):
        fetch(f"{self.sim_url}/sim/command", {"meeting": "demo", **body})

    def go_live(self):
        """Creates and starts the stream; seconds until its first part could be fetched."""
        api = f"{self.base}/api/v1/streams"
        status, reply, _ = fetch(api, {"slug": "demo", "title": "Bench", "meeting_id": "demo",
                                       "layout": "presentation_focus", "autostart": False})
        if status != 201:
            raise RuntimeError(f"create: {status} {reply!r}")
        began = time.monotonic()
        fetch(f"{api}/demo/start", method="POST")
        self.part_url = wait_for("a first part", self.__first_part)
        elapsed = time.monotonic() - began
        wait_for("live", lambda: json.loads(fetch(f"{api}/demo")[1])["state"] == "live")
        return elapsed

    def __first_part(self):
        status, text, _ = fetch(f"{self.base}/hls/demo/video.m3u8", seconds=2)
        if status != 200:
            return None
        found = re.search(r'#EXT-X-PART:.*?URI="([^"]+)"', text.decode())
        return found and fetch(self.absolute(found[1]))[0] == 200 and found[1]

    def absolute(self, uri):
        return self.base + uri if uri.startswith("/") else f"{self.base}/hls/demo/{uri}"

    def worker(self):
        """The pid of the stream's worker: the holder of its lock file."""
        inode = str(os.stat(f"{self.folder}/data/run/worker-demo.lock").st_ino)
        with open("/proc/locks", encoding="utf-8") as file:
            for row in (line.split() for line in file):
                if row[1] == "POSIX" and row[5].split(":")[2] == inode:
                    return int(row[4])
        raise RuntimeError("no worker holds the stream")
