# SPDX-License-Identifier: Apache-2.0
"""Sound against picture, from the HLS output alone: the synthetic lecturer flashes and beeps each second."""

import array
import re
import statistics
import subprocess

from stand import fetch

# Upper part of the one camera's picture on a 1280x720 stage (pipelines/stage/layout.cpp): all of the flash.
FLASH_AREA = "crop=280:90:980:240"
SAMPLE_RATE = 48000
WINDOW = 48  # 1 ms


def download(stand, rendition, path):
    """Init segment and all finished segments of a rendition, as one file."""
    text = fetch(f"{stand.base}/hls/demo/{rendition}.m3u8")[1].decode()
    uris = re.findall(r'#EXT-X-MAP:.*?URI="([^"]+)"', text)[-1:]
    uris += [line for line in text.splitlines() if line and not line.startswith("#")]
    with open(path, "wb") as file:
        for uri in uris:
            file.write(fetch(stand.absolute(uri))[1])
    return len(uris) - 1


def rises(times, levels):
    """Times at which the level rises through the middle, at least half a second apart."""
    middle = (max(levels) + min(levels)) / 2
    found = []
    for at in range(1, len(levels)):
        if levels[at] > middle >= levels[at - 1] and (not found or times[at] - found[-1] > 0.5):
            found.append(times[at])
    return found


def flashes(path):
    words = subprocess.run(
        ["ffmpeg", "-v", "error", "-copyts", "-i", path, "-fps_mode", "passthrough", "-vf",
         f"{FLASH_AREA},signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-", "-f", "null", "-"],
        capture_output=True, text=True, check=True).stdout
    times = [float(value) for value in re.findall(r"pts_time:([\d.]+)", words)]
    levels = [float(value) for value in re.findall(r"YAVG=([\d.]+)", words)]
    return rises(times, levels)


def beeps(path):
    start = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "packet=pts_time", "-of", "csv=p=0",
                            "-read_intervals", "%+#1", path], capture_output=True, text=True, check=True).stdout
    origin = float(start.split()[0].strip(","))
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-f", "f32le", "-ac", "1", "-ar", str(SAMPLE_RATE),
                          "-"], capture_output=True, check=True).stdout
    samples = array.array("f", raw[:len(raw) // 4 * 4])
    levels = [max(map(abs, samples[at:at + WINDOW])) for at in range(0, len(samples) - WINDOW, WINDOW)]
    # A beep swings: the loudest of 10 ms around says whether it sounds.
    smooth = [max(levels[max(0, at - 9):at + 1]) for at in range(len(levels))]
    return rises([origin + at * WINDOW / SAMPLE_RATE for at in range(len(smooth))], smooth)


def measure(stand):
    """Median and spread of (beep − flash) in ms over the lecture so far, and how many pairs."""
    video, sound = f"{stand.folder}/video.mp4", f"{stand.folder}/sound.mp4"
    download(stand, "video", video)
    download(stand, "audio", sound)
    seen, heard = flashes(video), beeps(sound)
    offsets = []
    for moment in seen:
        nearest = min(heard, key=lambda other: abs(other - moment), default=None)
        if nearest is not None and abs(nearest - moment) < 0.4:
            offsets.append((nearest - moment) * 1000)
    if not offsets:
        raise RuntimeError(f"{len(seen)} flashes and {len(heard)} beeps, no pair")
    return statistics.median(offsets), max(offsets) - min(offsets), len(offsets)
