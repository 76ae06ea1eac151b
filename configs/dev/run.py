# SPDX-License-Identifier: Apache-2.0
"""`./dev run`: a simulated (or real) BigBlueButton lecture, served. Ctrl-C ends all of it."""

import argparse
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import processes

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RUN = os.path.join(ROOT, "build", "run")
# Not below the tree: root's private cluster runs as the user postgres, who may not enter a home of root's,
# and the paths of Unix sockets are short.
DATA = f"/var/tmp/amphi-dev-{os.getuid()}-{hashlib.sha256(ROOT.encode()).hexdigest()[:8]}"
SLUG = "demo"
LEAST_FREE_MB = 500
START_SECONDS = 60


class Trouble(Exception):
    """One sentence for the person at the terminal."""


def arguments():
    parser = argparse.ArgumentParser(prog="./dev run", description=__doc__)
    parser.add_argument("--port", type=int, default=8080, help="of the live page (default 8080)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--bbb-url", help="a real BigBlueButton server instead of the simulator")
    parser.add_argument("--bbb-secret", help="its shared secret, as `bbb-conf --secret` prints it")
    parser.add_argument("--meeting", help="id of a meeting that runs there (default: one is made)")
    parser.add_argument("--camera", help="simulator: a video file as the camera")
    parser.add_argument("--sound", help="simulator: a sound file as the meeting's sound")
    parser.add_argument("--slides", help="simulator: a PDF as the presentation")
    parser.add_argument("--programs", default=os.path.join(ROOT, "build"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if bool(chosen.bbb_url) != bool(chosen.bbb_secret):
        parser.error("--bbb-url and --bbb-secret go together")
    for path in (chosen.camera, chosen.sound, chosen.slides):
        if path and not os.path.isfile(path):
            parser.error(f"{path} is not a file")
    return chosen


def free(host, port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def fetch(url, body=None, method=None):
    """JSON in, (status, JSON or text) out; connection refused is status 0."""
    request = urllib.request.Request(
        url, data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            status, text = reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read().decode()
    except (urllib.error.URLError, OSError) as error:
        return 0, str(error)
    try:
        return status, json.loads(text)
    except json.JSONDecodeError:
        return status, text


def last_words(log):
    with open(log, encoding="utf-8", errors="replace") as file:
        return "".join(file.readlines()[-5:]).strip()


def started(name, command, **options):
    log = os.path.join(RUN, f"{name}.log")
    with open(log, "w", encoding="utf-8") as file:
        process = processes.start(command, stdout=file, stderr=subprocess.STDOUT, **options)
    return process, log


def wait_until(ready, process, log, name):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Trouble(f"{name} ended at once: {last_words(log)}")
        found = ready()
        if found:
            return found
        time.sleep(0.05)
    raise Trouble(f"{name} was not ready after {START_SECONDS} s; its log is {log}.")


def start_simulator(chosen):
    port = chosen.port + 1 if free("127.0.0.1", chosen.port + 1) else 0
    secret = hashlib.sha256(os.urandom(16)).hexdigest()[:40]
    command = [os.path.join(chosen.programs, "amphi-sim"), "--port", str(port), "--secret", secret]
    for option in ("camera", "sound", "slides"):
        if getattr(chosen, option):
            command += [f"--{option}", getattr(chosen, option)]
    process, log = started("amphi-sim", command)

    def address():
        with open(log, encoding="utf-8", errors="replace") as file:
            for line in file:
                if line.startswith("amphi-sim ready "):
                    return line.split()[2]
        return None
    base = wait_until(address, process, log, "The simulator")
    return process, f"{base}/bigbluebutton/", secret, f"{base}/console"


def call_bbb(url, secret, name, **parameters):
    query = urllib.parse.urlencode(parameters)
    checksum = hashlib.sha256(f"{name}{query}{secret}".encode()).hexdigest()
    base = url.rstrip("/")
    base += "" if base.endswith("/api") else "/api"
    return f"{base}/{name}?{query}{'&' if query else ''}checksum={checksum}"


def open_meeting(url, secret):
    """Makes the meeting `amphi-demo` on a real server; returns its presenter's join address."""
    address = call_bbb(url, secret, "create", meetingID="amphi-demo", name="Amphi",
                       attendeePW="listener", moderatorPW="presenter")
    status, reply = fetch(address)
    if "SUCCESS" not in str(reply):
        raise Trouble(f"{url} did not make a meeting (HTTP {status}): check --bbb-url and --bbb-secret.")
    return call_bbb(url, secret, "join", meetingID="amphi-demo", fullName="Presenter",
                    password="presenter", redirect="true")


def write_config(chosen, bbb_url, secret):
    text = f"""# Written by ./dev run; configs/amphi.toml explains every key.
[server]
host = {json.dumps(chosen.host)}
port = {chosen.port}
data_dir = {json.dumps(DATA)}
web_dir = {json.dumps(os.path.join(ROOT, "web", "dist"))}
[bbb]
url = {json.dumps(bbb_url)}
secret = {json.dumps(secret)}
"""
    path = os.path.join(RUN, "amphi.toml")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    return path


def start_stream(api, meeting):
    """The stream `demo`, made anew so that it follows today's meeting, and started."""
    fetch(f"{api}/{SLUG}", method="DELETE")
    status, reply = fetch(api, {"slug": SLUG, "title": "Démonstration", "meeting_id": meeting,
                                "language": "fr"})
    if status != 201:
        raise Trouble(f"The stream could not be made (HTTP {status}): {reply}")
    status, reply = fetch(f"{api}/{SLUG}/start", method="POST")
    if status not in (200, 202, 409):
        raise Trouble(f"The stream could not be started (HTTP {status}): {reply}")


def serve(chosen):
    """Starts everything and says where it is; returns what to watch."""
    if not free(chosen.host, chosen.port):
        raise Trouble(f"Port {chosen.port} is in use: end what listens there, or choose another with --port.")
    if shutil.disk_usage(RUN).free < LEAST_FREE_MB << 20:
        raise Trouble(f"Less than {LEAST_FREE_MB} MB of disk are free under {RUN}: make room first.")
    watched = {}
    if chosen.bbb_url:
        bbb_url, secret, meeting = chosen.bbb_url, chosen.bbb_secret, chosen.meeting or "amphi-demo"
        console = bbb_url if chosen.meeting else open_meeting(bbb_url, secret)
    else:
        simulator, bbb_url, secret, console = start_simulator(chosen)
        watched["The simulator"] = simulator
        meeting = "demo"
    config = write_config(chosen, bbb_url, secret)
    server, log = started("amphi", [os.path.join(chosen.programs, "amphi"), "serve", "--stop-workers-on-exit",
                                      "--config", config])
    watched["amphi serve"] = server
    host = "localhost" if chosen.host in ("127.0.0.1", "0.0.0.0") else chosen.host
    base = f"http://{host}:{chosen.port}"
    wait_until(lambda: fetch(f"{base}/readyz")[0] == 200, server, log, "amphi serve")
    start_stream(f"{base}/api/v1/streams", meeting)
    print(f"""
  Live page            {base}/live/{SLUG}
  Presenter's console  {console}
  API                  {base}/api/v1/streams

Logs are in {os.path.relpath(RUN)}/, data in {DATA}/. Ctrl-C ends everything.""", flush=True)
    return watched


def main():
    chosen = arguments()
    os.makedirs(RUN, exist_ok=True)
    processes.adopt_orphans()

    def stop(*_):
        raise KeyboardInterrupt
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, stop)
    result = 0
    try:
        watched = serve(chosen)
        while True:
            for name, process in watched.items():
                if process.poll() is not None:
                    raise Trouble(f"{name} ended by itself; its log is in {os.path.relpath(RUN)}/.")
            time.sleep(0.3)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        result = 1
    except KeyboardInterrupt:
        print("\nEnding.", flush=True)
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
    processes.end_all()
    return result


if __name__ == "__main__":
    sys.exit(main())
