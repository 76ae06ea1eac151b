// SPDX-License-Identifier: Apache-2.0
// What a test looks at inside the page: pixels and sound of the video element, read with a canvas and Web Audio.
import { readFileSync } from 'node:fs';

/** The stage is 1280x720; where the layout of pipelines/stage/layout.cpp puts things, in its pixels. */
export const kStage = { width: 1280, height: 720 };

/** Rectangles of a 16:9 slide and of 4:3 cameras in the column at its right (`presentation_focus`). */
export function placesOf(cameras) {
  if (cameras === 0) return { slide: { left: 0, top: 0, ...kStage }, cameras: [] };
  const tile = { width: 256, height: 192 };
  const gap = 10;
  const first = (kStage.height - cameras * tile.height - (cameras - 1) * gap) / 2;
  return {
    slide: { left: 0, top: 78, width: 1004, height: 564 },
    cameras: Array.from({ length: cameras }, (_, index) => ({
      left: 1014,
      top: first + index * (tile.height + gap),
      ...tile,
    })),
  };
}

/** Runs in the page before its own scripts; leaves `window.probe`. */
function install() {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const video = () => document.querySelector('video');

  function pixels(area, width, height) {
    canvas.width = width;
    canvas.height = height;
    context.imageSmoothingQuality = 'high';
    context.drawImage(video(), area.left, area.top, area.width, area.height, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  }

  /** The camera's clock in the picture now on screen, or null. */
  function clock(area) {
    const element = video();
    if (!element || element.readyState < 2 || element.videoWidth === 0) return null;
    const image = pixels({ left: 0, top: 0, width: element.videoWidth, height: element.videoHeight }, 1280, 720);
    return findClock(image, area);
  }

  /** Presented pictures: when, and the clock in each; `seconds` long. */
  function watch(area, seconds) {
    return new Promise((resolve) => {
      const samples = [];
      const end = performance.now() + seconds * 1000;
      const timer = setTimeout(() => resolve(samples), seconds * 1000 + 2000);
      const onPicture = (_, picture) => {
        const shownMs = performance.timeOrigin + picture.expectedDisplayTime;
        samples.push({ shownMs, clockMs: clock(area), mediaSeconds: picture.mediaTime });
        if (performance.now() < end) return video().requestVideoFrameCallback(onPicture);
        clearTimeout(timer);
        resolve(samples);
      };
      video().requestVideoFrameCallback(onPicture);
    });
  }

  /** RGB of an area, made small, as plain numbers. */
  function small(area, width, height) {
    return Array.from(pixels(area, width, height).data);
  }

  /** Loudest and quietest RMS of 50 ms windows over `seconds`, 0..1. */
  async function loudness(seconds) {
    const audio = new AudioContext();
    await audio.resume();
    const analyser = audio.createAnalyser();
    analyser.fftSize = 2048;
    const stream = video().captureStream();
    audio.createMediaStreamSource(stream).connect(analyser);
    const window_ = new Float32Array(analyser.fftSize);
    const levels = [];
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) {
      await new Promise((done) => setTimeout(done, 40));
      analyser.getFloatTimeDomainData(window_);
      levels.push(Math.sqrt(window_.reduce((sum, value) => sum + value * value, 0) / window_.length));
    }
    await audio.close();
    return { loudest: Math.max(...levels), quietest: Math.min(...levels), levels };
  }

  window.probe = { clock, watch, small, loudness, mark: Math.random() };
}

/** The probe with the reader of the clock strip, as one script. */
export function probeSource() {
  const reader = readFileSync(new URL('./clock_strip.mjs', import.meta.url), 'utf8').replace(/^export /gm, '');
  return `(() => { ${reader}; (${install.toString()})(); })();`;
}

/** RGB of a drawn SVG, made small; needs a page of no site. */
export async function rasterise(page, svg, width, height) {
  return page.evaluate(async ([text, w, h]) => {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const large = new OffscreenCanvas(w * 4, h * 4);
    large.getContext('2d').drawImage(image, 0, 0, w * 4, h * 4);
    const small = new OffscreenCanvas(w, h).getContext('2d');
    small.imageSmoothingQuality = 'high';
    small.drawImage(large, 0, 0, w, h);
    return Array.from(small.getImageData(0, 0, w, h).data);
  }, [svg, width, height]);
}

/** Mean difference of two RGBA pictures over R, G and B, 0..255. */
export function difference(one, other) {
  let sum = 0;
  for (let at = 0; at < one.length; at += 4) {
    for (let colour = 0; colour < 3; colour += 1) sum += Math.abs(one[at + colour] - other[at + colour]);
  }
  return sum / (one.length / 4) / 3;
}
