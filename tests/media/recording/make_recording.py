# SPDX-License-Identifier: Apache-2.0
"""Makes a published presentation recording, as BBB's scripts leave it, with a known picture at every time.

    make_recording.py FOLDER [--bbb 2.5|2.6|2.7|3.0] [--seconds 20] [--cameras yes|black|late|no] [--share]

Slides are whole colours: red from 0, green from 6, blue (a PNG) from 10. The cameras' picture is grey and flashes white
for 0.2 s at every half second of the clock, while a tone beeps. The tests time what they look at by the
constants below.
"""

import argparse
import json
import os
import pathlib
import struct
import subprocess
import zlib

PRESENTATION = "1" * 40 + "-1700000000000"
SLIDE = (1600, 900)
COLOURS = ["#ff0000", "#00ff00", "#0000ff"]
SLIDES_AT = [0.0, 6.0, 10.0]
SHARE = (12.0, 16.0)
INK_AT, INK_UNDONE = 2.0, 4.0
CURSOR_AT, CURSOR_GONE = 3.0, 5.0
ZOOM_AT = 8.0


def svg(colour, title):
    width, height = SLIDE
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
            f'<rect width="{width}" height="{height}" fill="{colour}"/>'
            f'<rect x="0" y="0" width="{width // 4}" height="{height // 4}" fill="#ffffff"/>'
            f'<title>{title}</title></svg>')


def png(colour):
    """One whole colour, as a PNG of SLIDE's size."""
    width, height = SLIDE
    pixel = bytes(int(colour[i:i + 2], 16) for i in (1, 3, 5))
    rows = (b"\0" + pixel * width) * height

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def slides(folder, vector):
    base = folder / "presentation" / PRESENTATION
    (base / "svgs").mkdir(parents=True)
    for i, colour in enumerate(COLOURS, 1):
        (base / f"slide-{i}.png").write_bytes(png(colour))
        # The third has no SVG: its PNG stands in.
        if vector and i < 3:
            (base / "svgs" / f"slide{i}.svg").write_text(svg(colour, f"Slide {i}"))


def shapes_svg(vector, canvases):
    width, height = SLIDE
    lines = ['<?xml version="1.0"?>',
             '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
             '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" id="svgfile" version="1.1"'
             ' style="position:absolute;height:600px;width:800px" viewBox="0 0 800 600">']
    for i, start in enumerate(SLIDES_AT, 1):
        end = SLIDES_AT[i] if i < len(SLIDES_AT) else 1e5
        name = f"svgs/slide{i}.svg" if vector else f"slide-{i}.png"
        lines.append(f'<image id="image{i}" class="slide" in="{start}" out="{end}" width="{width}" height="{height}" x="0" y="0"'
                     f' xlink:href="presentation/{PRESENTATION}/{name}" style="visibility:hidden"/>')
    lines += canvases + ["</svg>"]
    return "\n".join(lines)


def group(number, shape, at, undo, style, body):
    return (f'<g id="image1-draw{number}" class="shape" timestamp="{at}" undo="{undo}" shape="image1-{shape}"'
            f' style="visibility:hidden;{style}">{body}</g>')


def canvas_2_5():
    """A thick yellow line that grows, a blue box that is undone, a text and the picture of a poll."""
    stroke = "stroke:#ffff00;stroke-width:60;fill:none;stroke-linecap:round"
    return ['<g class="canvas" id="canvas1" image="image1" display="none">',
            group(1, "line1", INK_AT, -1, stroke, '<line x1="800" y1="450" x2="900" y2="450"/>'),
            group(2, "line1", INK_AT + 1, -1, stroke, '<line x1="800" y1="450" x2="1400" y2="450"/>'),
            group(3, "box1", INK_AT, INK_UNDONE, "fill:#0000ff;stroke:#0000ff;stroke-width:1;stroke-linejoin:miter",
                  '<path d="M600,600 L800,600 L800,800 L600,800 Z"/>'),
            group(4, "text1", INK_AT, -1, "color:#00ffff;word-wrap:break-word;font-family:Arial;font-size:80px",
                  '<switch><foreignObject x="900" y="600" width="500" height="250">'
                  '<p xmlns="http://www.w3.org/1999/xhtml">first<br/>second</p></foreignObject></switch>'),
            group(5, "ellipse1", INK_AT, "never", "stroke:#ffff00;stroke-width:20;fill:#ffff00",
                  '<path d="M1200,150 A100,100 0 0 1 1300,250 A100,100 0 0 1 1200,350'
                  ' A100,100 0 0 1 1100,250 A100,100 0 0 1 1200,150"/>'),
            "</g>"]


def v1_shape(name, kind, **rest):
    style = {"color": "yellow", "size": "large", "dash": "solid", "isFilled": True, "scale": 1}
    return {"id": name, "type": kind, "name": name, "parentId": "1", "childIndex": 1, "rotation": 0, "style": style, **rest}


def v2_shape(name, kind, x, y, **props):
    return {"id": "shape:" + name, "typeName": "shape", "type": kind, "x": x, "y": y, "rotation": 0, "index": "a1",
            "parentId": "page:1", "opacity": 1, "isLocked": False, "meta": {}, "props": props}


def tldraw_json(bbb):
    """A line across the middle of the first slide (page 1440 × 810) that grows at INK_AT + 1, and a box that is undone."""
    entries = []

    def add(at, undo, data):
        entries.append({"id": len(entries) + 1, "timestamp": at, "undo": undo, "shape_data": data})

    if bbb < "3":
        line = [[0, 0, 0.5], [90, 0, 0.5]]
        box = v1_shape("box", "rectangle", point=[540, 540], size=[180, 180])
        for at, points in ((INK_AT, line), (INK_AT + 1, [[x, 0, 0.5] for x in range(0, 541, 10)])):
            add(at, -1, v1_shape("line", "draw", point=[720, 405], points=points, isComplete=True))
    else:
        box = v2_shape("box", "geo", 540, 540, geo="rectangle", w=180, h=180, growY=0, color="blue", labelColor="black",
                       fill="solid", dash="solid", size="xl", font="sans", align="middle", verticalAlign="middle", text="",
                       url="")
        for at, end in ((INK_AT, 90), (INK_AT + 1, 540)):
            points = [{"x": x, "y": 0, "z": 0.5} for x in range(0, end + 1, 10)]
            add(at, -1, v2_shape("line", "draw", 720, 405, segments=[{"type": "free", "points": points}], color="yellow",
                                 fill="none", dash="solid", size="xl", isComplete=True, isClosed=False, isPen=False))
    add(INK_AT, INK_UNDONE, box)
    return {"bbb_version": bbb + ".0" if bbb != "2.6" else "2.6.10", "1": {"shapes": entries, "timestamp": 0.0}}


def events(folder, is_tldraw):
    width, height = SLIDE
    flag = str(is_tldraw).lower()
    unit = min(1440 / width, 1080 / height)
    # From ZOOM_AT on the upper left quarter of the slide is in view.
    whole, quarter = (0, 0, width, height), (0, 0, width / 2, height / 2)
    boxes = [(0.0, whole), (ZOOM_AT, quarter), (SLIDES_AT[2], whole)]
    lines = [f'<event timestamp="{at}"><viewBox>{" ".join(str(float(v)) for v in box)}</viewBox></event>' for at, box in boxes]
    (folder / "panzooms.xml").write_text(f'<recording id="panzoom_events" tldraw="{flag}">{"".join(lines)}</recording>')
    place = (0.25 * width * unit, 0.75 * height * unit) if is_tldraw else (0.25, 0.75)
    (folder / "cursor.xml").write_text(
        f'<recording id="cursor_events" tldraw="{flag}">'
        f'<event timestamp="{CURSOR_AT}"><cursor>{place[0]} {place[1]}</cursor></event>'
        f'<event timestamp="{CURSOR_GONE}"><cursor>-1.0 -1.0</cursor></event></recording>')


def texts(folder, seconds):
    (folder / "metadata.xml").write_text(
        f'<recording><id>{folder.name}</id><state>published</state><meeting id="i" externalId="e" name="Fred\'s Room"/>'
        f'<playback><format>presentation</format><duration>{int(seconds * 1000)}</duration></playback></recording>')
    (folder / "slides_new.xml").write_text(
        '<popcorn><chattimeline in="3.2" direction="down" name="Ann" senderRole="VIEWER" target="chat"'
        ' message="hello &lt;a href=&quot;https://e.org&quot; rel=&quot;nofollow&quot;&gt;&lt;u&gt;https://e.org&lt;/u&gt;&lt;/a&gt;'
        ' &amp;amp; all"/></popcorn>')
    (folder / "polls.json").write_text(json.dumps(
        [{"timestamp": 9, "type": "YN", "question": "Clear?", "answers": [{"id": 0, "key": "Yes", "numVotes": 3}]}]))
    (folder / "captions.json").write_text(json.dumps([{"locale": "fr-FR", "localeName": "français"}]))
    (folder / "caption_fr-FR.vtt").write_text("WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.500 line:90%\nBonjour &amp; <b>merci</b>\n")
    (folder / "presentation_text.json").write_text(json.dumps(
        {PRESENTATION: {"slide-1": "\nThe red one\nmore", "slide-2": "The green one"}}))


def ffmpeg(*arguments):
    subprocess.run(["ffmpeg", "-v", "error", "-y", *map(str, arguments)], check=True)


BEEP = "aevalsrc='0.5*sin(2*PI*1000*t)*lt(mod(t+0.5,1),0.1)':s=48000:c=stereo"
VP8 = ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "400k", "-g", "60"]


def cameras(folder, seconds, kind):
    """Grey with a white flash each second, black all the time, or black until half time."""
    (folder / "video").mkdir()
    size = "160x120"
    flash = "drawbox=c=white:t=fill:enable='lt(mod(t+0.5,1),0.2)'"
    picture = {"yes": f"color=c=0x606060:s={size}:r=20,{flash}", "black": f"color=c=black:s={size}:r=20",
               "late": f"color=c=0x606060:s={size}:r=20,drawbox=c=black:t=fill:enable='lt(t,{seconds / 2})'"}[kind]
    ffmpeg("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", BEEP, "-t", seconds, *VP8, "-c:a", "libopus", "-b:a", "64k",
           folder / "video" / "webcams.webm")


def sound(folder, seconds):
    (folder / "audio").mkdir()
    ffmpeg("-f", "lavfi", "-i", BEEP, "-t", seconds, "-c:a", "libopus", folder / "audio" / "audio.webm")


def share(folder, seconds):
    """Black but for the time of the share, which is magenta, and has a sound that must not be heard."""
    (folder / "deskshare").mkdir()
    start, stop = SHARE
    (folder / "deskshare.xml").write_text(
        f'<recording id="deskshare_events"><event start_timestamp="{start}" stop_timestamp="{stop}" video_width="640"'
        f' video_height="360"/></recording>')
    picture = f"color=c=black:s=320x180:r=5,drawbox=c=magenta:t=fill:enable='between(t,{start},{stop})'"
    ffmpeg("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", "sine=f=3000", "-t", seconds, *VP8, "-c:a", "libopus",
           folder / "deskshare" / "deskshare.webm")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--bbb", default="3.0", choices=["2.5", "2.6", "2.7", "3.0"])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--cameras", default="yes", choices=["yes", "black", "late", "no"])
    parser.add_argument("--share", action="store_true")
    parser.add_argument("--no-slides", action="store_true")
    options = parser.parse_args()
    folder, is_tldraw = options.folder, options.bbb >= "2.6"
    os.makedirs(folder)
    texts(folder, options.seconds)
    if not options.no_slides:
        slides(folder, is_tldraw)
        (folder / "shapes.svg").write_text(shapes_svg(is_tldraw, [] if is_tldraw else canvas_2_5()))
        events(folder, is_tldraw)
        if is_tldraw:
            (folder / "tldraw.json").write_text(json.dumps(tldraw_json(options.bbb)))
    if options.cameras == "no":
        sound(folder, options.seconds)
    else:
        cameras(folder, options.seconds, options.cameras)
    if options.share:
        share(folder, options.seconds)


if __name__ == "__main__":
    main()
