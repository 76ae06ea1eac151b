# SPDX-License-Identifier: Apache-2.0
"""Requests per CPU second of amphi serve against nginx with the same bytes as static files, in the same run."""

import os
import re
import subprocess
import time

from stand import cpu_seconds, fetch, free_port, processes, wait_for

CONNECTIONS = 64

NGINX = """daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
{user}
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  keepalive_requests 100000000;
  open_file_cache max=100;
  types {{ application/vnd.apple.mpegurl m3u8; video/mp4 m4s; }}
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port}; root {folder}/www; }}
}}
"""


def start_nginx(folder, files):
    os.makedirs(f"{folder}/www")
    for name, content in files.items():
        with open(f"{folder}/www/{name}", "wb") as file:
            file.write(content)
    port = free_port()
    user = "user root;" if os.getuid() == 0 else ""
    with open(f"{folder}/nginx.conf", "w", encoding="utf-8") as file:
        file.write(NGINX.format(folder=folder, port=port, user=user))
    process = processes.start(["nginx", "-c", f"{folder}/nginx.conf"])
    wait_for("nginx is ready", lambda: fetch(f"http://127.0.0.1:{port}/{next(iter(files))}")[0] == 200)
    return process, port


def load(url, pids, seconds):
    """(requests a CPU second of `pids`, requests a second) under wrk, bounded in time."""
    before = cpu_seconds(*pids)
    words = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", url], capture_output=True,
                           text=True, check=True, timeout=seconds + 30).stdout
    used = cpu_seconds(*pids) - before
    if re.search(r"Non-2xx", words):
        raise RuntimeError(f"{url} did not answer 200: {words}")
    requests = int(re.search(r"(\d+) requests in", words)[1])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", words)[1])
    return requests / used, rate


def idle_share(pids, seconds):
    """Cores that the server takes for the lecture itself; counted against it, and said beside."""
    before = cpu_seconds(*pids)
    time.sleep(seconds)
    return (cpu_seconds(*pids) - before) / seconds


def measure(stand, seconds):
    """Figures for the playlist and for one whole segment."""
    playlist_url = f"{stand.base}/hls/demo/video.m3u8"
    playlist = fetch(playlist_url)[1]
    segment_uri = [line for line in playlist.decode().splitlines() if line and not line.startswith("#")][-2]
    segment_url = stand.absolute(segment_uri)
    files = {"video.m3u8": playlist, "segment.m4s": fetch(segment_url)[1]}
    nginx, port = start_nginx(f"{stand.folder}/nginx", files)
    nginx_pids = [nginx.pid, *processes.descendants(nginx.pid)]
    rows = {"sizes": {name: len(content) for name, content in files.items()}}
    rows["idle_core"] = idle_share([stand.server.pid], 3)
    for name, ours, theirs in (("playlist", playlist_url, "video.m3u8"), ("segment", segment_url, "segment.m4s")):
        # Theirs, ours, theirs: a machine that grows slower or faster meanwhile shows in the two.
        first = load(f"http://127.0.0.1:{port}/{theirs}", nginx_pids, seconds)
        own = load(ours, [stand.server.pid], seconds)
        last = load(f"http://127.0.0.1:{port}/{theirs}", nginx_pids, seconds)
        yardstick = (first[0] + last[0]) / 2
        rows[name] = {"amphi_per_cpu_s": own[0], "nginx_per_cpu_s": yardstick, "ratio": own[0] / yardstick,
                      "amphi_per_s": own[1], "nginx_drift": last[0] / first[0]}
    return rows
