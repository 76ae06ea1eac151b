// SPDX-License-Identifier: Apache-2.0
// A browser that presents: Chromium with a fake camera that flashes and a fake microphone that beeps, once a second.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { kBrowserArguments } from './browser.mjs';

const kSize = { width: 320, height: 240 };
const kRate = 15;
const kFlashFrames = 2;
const kSampleRate = 48000;

/** One second of I420: a bar that runs, and white for the first frames. */
function cameraFile(path) {
  const { width, height } = kSize;
  const header = `YUV4MPEG2 W${width} H${height} F${kRate}:1 Ip A1:1 C420jpeg\n`;
  const parts = [Buffer.from(header)];
  for (let frame = 0; frame < kRate; frame += 1) {
    const flashes = frame < kFlashFrames;
    const luma = Buffer.alloc(width * height, flashes ? 235 : 40);
    const bar = Math.round((frame / kRate) * (width - 40));
    for (let row = 0; row < height && !flashes; row += 1) luma.fill(200, row * width + bar, row * width + bar + 40);
    parts.push(Buffer.from('FRAME\n'), luma, Buffer.alloc((width * height) / 2, 128));
  }
  writeFileSync(path, Buffer.concat(parts));
}

/** One second of 16 bit mono: 1 kHz for 100 ms, then nothing. */
function microphoneFile(path) {
  const data = Buffer.alloc(kSampleRate * 2);
  for (let at = 0; at < kSampleRate / 10; at += 1) {
    data.writeInt16LE(Math.round(16000 * Math.sin((2 * Math.PI * 1000 * at) / kSampleRate)), at * 2);
  }
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(kSampleRate, 24);
  header.writeUInt32LE(kSampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(data.length, 40);
  writeFileSync(path, Buffer.concat([header, data]));
}

/**
 * Opens the console of a simulator in a browser of its own.
 * @param folder  for the fake devices' files
 */
export async function openConsole(simulatorUrl, folder) {
  const [camera, microphone] = [join(folder, 'camera.y4m'), join(folder, 'microphone.wav')];
  cameraFile(camera);
  microphoneFile(microphone);
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      ...kBrowserArguments,
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${camera}`,
      `--use-file-for-fake-audio-capture=${microphone}`,
      '--auto-select-tab-capture-source-by-title=Presenter',
    ],
  });
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  await context.addInitScript(installTimer);
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(String(error)));
  await page.goto(`${simulatorUrl}/console`);
  return page;
}

/**
 * Runs in a page before its own scripts; leaves `window.timer`, which tells when a video flashes and beeps.
 */
export function installTimer() {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });

  /** Mean of red, green and blue of an area of the video's own picture; all of it without an area. */
  function brightness(video, area) {
    canvas.width = canvas.height = 8;
    const { left, top, width, height } =
      area ?? { left: 0, top: 0, width: video.videoWidth, height: video.videoHeight };
    context.drawImage(video, left, top, width, height, 0, 0, 8, 8);
    const { data } = context.getImageData(0, 0, 8, 8);
    let sum = 0;
    for (let at = 0; at < data.length; at += 4) sum += data[at] + data[at + 1] + data[at + 2];
    return sum / (data.length / 4) / 3;
  }

  /** Brightness of each picture as it is presented, for `seconds`. */
  function pictures(video, area, seconds) {
    return new Promise((resolve) => {
      const seen = [];
      const end = performance.now() + seconds * 1000;
      const onPicture = (_, picture) => {
        // A camera's own picture says when it was taken; what is decoded only when it is shown.
        const ms = picture.captureTime ?? picture.expectedDisplayTime;
        seen.push({ ms, value: brightness(video, area) });
        if (performance.now() < end) video.requestVideoFrameCallback(onPicture);
      };
      video.requestVideoFrameCallback(onPicture);
      setTimeout(() => resolve(seen), seconds * 1000 + 500);
    });
  }

  /** Loudness of each block of 5 ms as it is played, for `seconds`. */
  async function blocks(stream, seconds) {
    const audio = new AudioContext();
    await audio.resume();
    const source = audio.createMediaStreamSource(stream);
    const reader = audio.createScriptProcessor(256, 1, 1);
    const heard = [];
    reader.onaudioprocess = ({ inputBuffer, playbackTime }) => {
      const clock = audio.getOutputTimestamp();
      const value = Math.sqrt(inputBuffer.getChannelData(0).reduce((sum, x) => sum + x * x, 0) / 256);
      heard.push({ ms: clock.performanceTime + (playbackTime - clock.contextTime) * 1000, value });
    };
    source.connect(reader).connect(audio.destination);
    await new Promise((done) => setTimeout(done, seconds * 1000));
    await audio.close();
    return heard;
  }

  /** When something begins: above the middle of its range after at least `quietMs` below it. */
  function onsets(samples, quietMs) {
    const values = samples.map((sample) => sample.value);
    const middle = (Math.max(...values) + Math.min(...values)) / 2;
    let quietSince = null;
    const found = [];
    for (const { ms, value } of samples) {
      if (value < middle) {
        quietSince ??= ms;
        continue;
      }
      if (quietSince !== null && ms - quietSince >= quietMs) found.push(ms);
      quietSince = null;
    }
    return found;
  }

  /**
   * Watches and listens at once.
   * @returns {Promise<{flashes: number[], beeps: number[]}>} when each began, Unix ms
   */
  async function measure(video, stream, area, seconds) {
    const [seen, heard] = await Promise.all([pictures(video, area, seconds), blocks(stream, seconds)]);
    const worldTimes = (samples) => onsets(samples, 300).map((ms) => performance.timeOrigin + ms);
    return { flashes: worldTimes(seen), beeps: worldTimes(heard) };
  }
  window.timer = { measure, brightness };
}

/** (x mod 1000), in -500..500: flashes and beeps repeat each second. */
const withinASecond = (ms) => ((((ms + 500) % 1000) + 1000) % 1000) - 500;

/** How much later the nearest beep came than each flash. */
function offsetsOf({ flashes, beeps }) {
  return flashes.flatMap((at) => {
    const offsets = beeps.map((beep) => beep - at).filter((offset) => Math.abs(offset) <= 500);
    return offsets.length > 0 ? [{ at, offset: offsets[0] }] : [];
  });
}

/**
 * What a way adds to the sound's lag behind the picture, ms: the median over what was seen at its end. Fake devices
 * drift against each other, so each moment is compared with the one at which it was sent.
 * @param delay  of the way, ms
 */
export function addedOffset(here, there, delay) {
  const sent = offsetsOf(here);
  const added = offsetsOf(there).flatMap(({ at, offset }) => {
    const apart = sent.map((one) => Math.abs(one.at - (at - delay)));
    const nearest = apart.indexOf(Math.min(...apart));
    return apart[nearest] <= 1000 ? [withinASecond(offset - sent[nearest].offset)] : [];
  });
  added.sort((one, two) => one - two);
  return added.length > 0 ? added[Math.floor(added.length / 2)] : null;
}
