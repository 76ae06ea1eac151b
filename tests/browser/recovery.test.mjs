// SPDX-License-Identifier: Apache-2.0
// What a listener sees when a part of Amphi dies: the picture comes back, and the page is never loaded again.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Lecture, shoot, untilPage } from './lecture.mjs';
import { placesOf } from './probe.mjs';
import { isAlive, until } from './processes.mjs';

const kCamera = placesOf(1).cameras[0];
// The aim is 3 s (ARCHITECTURE.md); a busy test machine gets more.
const kBackMs = 15_000;

let lecture;
let page;
let mark;

describe("a listener's page while parts of Amphi die", () => {
  before(async () => {
    lecture = await Lecture.start();
    await lecture.create();
    await lecture.post('demo/start');
    page = await lecture.open('/live/demo');
    await untilPage(page, 'live', 30_000);
    await pictureAfter(0);
    mark = await page.evaluate(() => window.probe.mark);
  });

  after(async () => lecture?.end());

  /** Waits until a picture taken after `momentMs` is on screen. */
  async function pictureAfter(momentMs) {
    await until('a newer picture is on screen', async () => {
      const clock = await page.evaluate((area) => window.probe.clock(area), kCamera);
      return clock !== null && clock > momentMs;
    }, kBackMs);
  }

  async function assertSamePage() {
    assert.equal(await page.evaluate(() => window.probe.mark), mark, 'the page was loaded again');
  }

  test('a killed worker is replaced and the picture comes back', async (context) => {
    const [old] = lecture.workers();
    assert.ok(old, 'a worker runs');
    const killedMs = Date.now();
    const said = untilPage(page, 'interrupted', 10_000).then(() => shoot(page, 'interrupted-fr'));
    process.kill(old, 'SIGKILL');
    await said;
    await until('another worker runs', () => lecture.workers().some((pid) => pid !== old), 10_000);
    await pictureAfter(killedMs + 500);
    context.diagnostic(`picture back after ${Date.now() - killedMs} ms`);
    await assertSamePage();
    await untilPage(page, 'live');
    const video = await (await fetch(`${lecture.base}/hls/demo/video.m3u8`)).text();
    assert.match(video, /#EXT-X-DISCONTINUITY\b/);
    await shoot(page, 'after-worker-killed');
  });

  test('a killed server finds its worker again and the picture goes on', async (context) => {
    const [worker] = lecture.workers();
    const killedMs = Date.now();
    await lecture.server.kill('SIGKILL');
    assert.ok(isAlive(worker), 'the worker outlives its server');
    await page.waitForTimeout(500);
    await shoot(page, 'server-away');
    await lecture.startServer();
    await untilPage(page, 'live', 30_000);
    await pictureAfter(killedMs + 1000);
    context.diagnostic(`picture goes on ${Date.now() - killedMs} ms after the kill, restart included`);
    assert.deepEqual(lecture.workers(), [worker], 'the same worker serves on');
    await assertSamePage();
  });

  test('chat crosses once after all that', async () => {
    await page.fill('[data-testid="chat-name"]', 'Zoé');
    await page.fill('[data-testid="chat-input"]', 'Toujours là');
    await page.click('[data-testid="chat-send"]');
    await until('the line is in the meeting', async () =>
      (await lecture.meeting()).chat.some((line) => line.text.includes('Toujours')));
    await lecture.command({ do: 'chat', name: 'Ada Martin', text: 'Nous aussi' });
    const lines = page.locator('[data-testid="chat-list"] article');
    await lines.filter({ hasText: 'Nous aussi' }).waitFor({ timeout: 10_000 });
    assert.equal(await lines.filter({ hasText: 'Toujours' }).count(), 1);
    const inMeeting = (await lecture.meeting()).chat.filter((line) => line.text.includes('Toujours'));
    assert.equal(inMeeting.length, 1);
  });
});
