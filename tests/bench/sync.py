# SPDX-License-Identifier: Apache-2.0
"""Sound against picture, from the HLS output alone.

The synthetic lecturer carries a clock (tests/sim/clock_strip.hpp) and beeps at each whole second of it. What the
clock says at the media time at which a beep begins is how far the sound is behind the picture.
"""

import array
import re
import statistics
import subprocess

from stand import fetch

# The strip of the one camera on a 1280x720 stage (pipelines/stage/layout.cpp), then 4x4 pixels a cell.
STRIP = "crop=204:38:1040:389:exact=1,scale=64:16:flags=area,format=gray"
COLUMNS, ROWS, CELL = 16, 4, 4
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


def run(*command, **options):
    return subprocess.run(command, capture_output=True, check=True, **options)


def packet_times(path):
    words = run("ffprobe", "-v", "error", "-show_entries", "packet=pts_time", "-of", "csv=p=0", path,
                text=True).stdout
    return [float(line.strip(",")) for line in words.split()]


def crc8(value):
    crc = 0
    for byte in value.to_bytes(6, "big"):
        crc ^= byte
        for _ in range(8):
            crc = ((crc << 1) ^ 0x07) & 0xFF if crc & 0x80 else crc << 1
    return crc


def clock_of(pixels):
    """Unix milliseconds in one small grey picture of the strip, or None."""
    means = []
    for row in range(ROWS):
        for column in range(COLUMNS):
            at = (row * CELL + 1) * COLUMNS * CELL + column * CELL + 1
            inner = [pixels[at], pixels[at + 1], pixels[at + COLUMNS * CELL], pixels[at + COLUMNS * CELL + 1]]
            means.append(sum(inner) / 4)
    middle = (max(means) + min(means)) / 2
    bits = "".join("1" if mean > middle else "0" for mean in means)
    if bits[:4] != "1010" or bits[60:] != "0101":
        return None
    value = int(bits[4:52], 2)
    return value if crc8(value) == int(bits[52:60], 2) else None


def pictures(path):
    """(media seconds, clock) of every readable picture."""
    raw = run("ffmpeg", "-v", "error", "-i", path, "-fps_mode", "passthrough", "-vf", STRIP, "-f", "rawvideo",
              "-").stdout
    size = COLUMNS * CELL * ROWS * CELL
    times = packet_times(path)
    clocks = (clock_of(raw[at:at + size]) for at in range(0, len(raw) - size + 1, size))
    return [(time, clock) for time, clock in zip(times, clocks) if clock is not None]


def beeps(path):
    """Media seconds at which a beep begins."""
    origin = packet_times(path)[0]
    raw = run("ffmpeg", "-v", "error", "-i", path, "-f", "f32le", "-ac", "1", "-ar", str(SAMPLE_RATE), "-").stdout
    samples = array.array("f", raw[:len(raw) // 4 * 4])
    levels = [max(map(abs, samples[at:at + WINDOW])) for at in range(0, len(samples) - WINDOW, WINDOW)]
    middle, found = max(levels) / 2, []
    for at, level in enumerate(levels):
        moment = origin + at * WINDOW / SAMPLE_RATE
        if level > middle and (not found or moment - found[-1][1] > 0.3):
            found.append([moment, moment])
        elif level > middle:
            found[-1][1] = moment
    return [first for first, _ in found]


def measure(stand):
    """(median, spread) in ms of how far sound is behind the picture, and the number of beeps."""
    video, sound = f"{stand.folder}/video.mp4", f"{stand.folder}/sound.mp4"
    download(stand, "video", video)
    download(stand, "audio", sound)
    seen, heard = pictures(video), beeps(sound)
    if not seen or not heard:
        raise RuntimeError(f"{len(seen)} readable pictures and {len(heard)} beeps")
    # A picture shows from its media time on; what its clock said by then is the picture's age.
    age = statistics.median(time * 1000 - clock for time, clock in seen)
    offsets = [(moment * 1000 - age + 500) % 1000 - 500 for moment in heard]
    return statistics.median(offsets), max(offsets) - min(offsets), len(offsets)
