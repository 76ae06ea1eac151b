// SPDX-License-Identifier: Apache-2.0
// One browser presents with its camera, microphone and mouse; another watches the live page.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Lecture, shoot, untilPage } from './lecture.mjs';
import { addedOffset, installTimer, openConsole } from './presenter.mjs';
import { placesOf } from './probe.mjs';
import { until } from './processes.mjs';

const kCamera = placesOf(1).cameras[0];
// Wide of the aim (40 ms): a test machine is busy, and each page's own clocks are part of it.
const kMostAddedOffsetMs = 150;
const kSeconds = 12;
// What the page shows first was sent this long before.
const kWarmUpSeconds = 6;

let lecture;
let presenter;
let page;

describe('a browser presents, another watches', () => {
  before(async () => {
    lecture = await Lecture.start({ simulator: ['--cameras', '0'] });
    presenter = await openConsole(lecture.simulatorUrl, lecture.folder);
  });

  after(async () => {
    await presenter?.context().browser().close();
    await lecture?.end();
  });

  async function publications() {
    const reply = await fetch(`${lecture.simulatorUrl}/sim/state`);
    return (await reply.json()).media.publications.flatMap((one) => one.tracks);
  }

  test('camera and microphone go into the meeting undecoded', async () => {
    await presenter.selectOption('#camera', 'own');
    await presenter.selectOption('#microphone', 'own');
    await until('both send packets', async () => {
      const tracks = await publications();
      return tracks.length === 2 && tracks.every((track) => track.packets > 20);
    });
    assert.equal((await lecture.meeting()).cameras.length, 1);
    await until('the presenter is heard to speak', async () => {
      const { users } = await lecture.meeting();
      return users.find((user) => user.presenter).talking;
    });
    await shoot(presenter, 'console-presenting');
  });

  test('the live page shows the camera and it moves', async () => {
    await lecture.create();
    await lecture.post('demo/start');
    page = await lecture.open('/live/demo');
    await page.context().addInitScript(installTimer);
    await page.evaluate(installTimer);
    await untilPage(page, 'live', 30_000);
    await page.waitForFunction(() => document.querySelector('video')?.readyState >= 3, null, { timeout: 20_000 });
    await until('the camera flashes on the page', () => page.evaluate((area) =>
      window.timer.brightness(document.querySelector('video'), area) > 180, kCamera), 30_000, 20);
    await shoot(page, 'live-browser-camera');
    const tracks = await publications();
    assert.ok(tracks.some((track) => track.keyframe_requests > 0), 'a key frame was asked of the browser');
  });

  test('it flashes and beeps each second, and the chain keeps them together', async (context) => {
    const measured = presenter.evaluate((seconds) => {
      const sound = document.getElementById('own-microphone').srcObject;
      return window.timer.measure(document.getElementById('own-camera'), sound, null, seconds);
    }, kSeconds + kWarmUpSeconds);
    await page.waitForTimeout(kWarmUpSeconds * 1000);
    const delay = Number(await page.getAttribute('[data-testid="delay"]', 'data-delay-ms'));
    const there = await page.evaluate(([area, seconds]) => {
      const video = document.querySelector('video');
      return window.timer.measure(video, video.captureStream(), area, seconds);
    }, [kCamera, kSeconds]);
    const added = addedOffset(await measured, there, delay);
    for (const [what, times] of Object.entries(there)) {
      assert.ok(times.length >= kSeconds * 0.7 && times.length <= kSeconds * 1.2, `${times.length} ${what} in ${kSeconds} s`);
    }
    context.diagnostic(`the way of ${Math.round(delay)} ms moved sound against picture by ${added?.toFixed(0)} ms`);
    assert.ok(added !== null && Math.abs(added) <= kMostAddedOffsetMs, `the way added ${added?.toFixed(0)} ms`);
  });

  test('ink drawn with the mouse is in the meeting as it is drawn', async () => {
    const box = await presenter.locator('#ink').boundingBox();
    const at = (x, y) => [box.x + box.width * x, box.y + box.height * y];
    await presenter.mouse.move(...at(0.2, 0.5));
    await presenter.mouse.down();
    for (let step = 1; step <= 20; step += 1) await presenter.mouse.move(...at(0.2 + step * 0.02, 0.5));
    await until('the stroke is there before it ends', async () => (await lecture.meeting()).shapes === 1);
    await presenter.mouse.up();
    await shoot(presenter, 'console-ink');
    await presenter.click('#undo');
    await until('undo takes it back', async () => (await lecture.meeting()).shapes === 0);
  });

  test('polls, layout and a shared video are a click', async () => {
    await presenter.fill('#question', 'Tout est clair ?');
    await presenter.selectOption('#poll-type', 'YN');
    await presenter.click('#poll');
    await until('the poll runs', async () => (await lecture.meeting()).poll?.running);
    await presenter.click('#publish');
    await until('the result is a shape', async () => (await lecture.meeting()).shapes === 1);
    await presenter.selectOption('#layout', 'VIDEO_FOCUS');
    await until('the layout is pushed', async () => (await lecture.meeting()).layout.kind === 'VIDEO_FOCUS');
    await presenter.fill('#url', 'https://video.example/cours');
    await presenter.click('#share');
    await until('the video is shared', async () => (await lecture.meeting()).external === 'https://video.example/cours');
  });

  test('a camera that is switched off leaves the meeting', async () => {
    await presenter.selectOption('#camera', 'off');
    await until('the camera is gone', async () => (await lecture.meeting()).cameras.length === 0);
    assert.deepEqual(presenter.faults, []);
    assert.deepEqual(page.faults, []);
  });
});
