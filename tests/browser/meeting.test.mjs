// SPDX-License-Identifier: Apache-2.0
// A whole meeting at twenty times its speed: what is left at its end. A minute of it daily, all two hours in the
// long run (AMPHI_MEETING_MINUTES=120).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { kLastPage, twoHours } from '../sim/scenarios/two_hours.mjs';
import { Lecture, shoot, untilPage } from './lecture.mjs';
import { difference, placesOf, rasterise } from './probe.mjs';
import { until } from './processes.mjs';

const kMeeting = twoHours({ minutes: Number(process.env.AMPHI_MEETING_MINUTES ?? 20) });
// As in lecture.test.mjs.
const kSlideTolerance = 6;
const kSmall = { width: 240, height: 135 };
// The worker's memory may breathe by buffers and caches, but not climb.
const kWarmUpShare = 0.3;
const kMostGrowth = 1.15;

let lecture;
let page;

function residentMegabytes(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)[1]) / 1024;
}

const median = (values) => [...values].sort((one, two) => one - two)[Math.floor(values.length / 2)];

describe(`a meeting of ${Math.round(kMeeting.seconds)} s, at twenty times its speed`, () => {
  before(async () => {
    lecture = await Lecture.start();
    await lecture.create();
    await lecture.post('demo/start');
    page = await lecture.open('/live/demo');
    await untilPage(page, 'live', 30_000);
  });

  after(async () => lecture?.end());

  test('one worker lives through it, whose memory does not grow', async (context) => {
    const [worker] = lecture.workers();
    const samples = [];
    const began = performance.now();
    const sampler = setInterval(() => {
      samples.push({ share: (performance.now() - began) / 1000 / kMeeting.seconds, mb: residentMegabytes(worker) });
    }, 1000);
    try {
      await lecture.command({ do: 'scenario', steps: kMeeting.steps });
      await until('the meeting has come to its last page', async () => {
        const meeting = await lecture.meeting();
        const over = performance.now() - began > (kMeeting.seconds - 6) * 1000;
        return over && meeting.page === kLastPage && meeting.shapes === 0;
      }, (kMeeting.seconds + 60) * 1000, 500);
    } finally {
      clearInterval(sampler);
    }
    assert.deepEqual(lecture.workers(), [worker], 'the same worker from beginning to end');
    const warm = samples.filter((one) => one.share > kWarmUpShare);
    const [early, late] = [warm.slice(0, 5), warm.slice(-5)].map((all) => median(all.map((one) => one.mb)));
    context.diagnostic(`${JSON.stringify(kMeeting.counts)}; worker ${early.toFixed(0)} MB warm, ${late.toFixed(0)} MB at the end`);
    assert.ok(late < early * kMostGrowth, `the worker grew from ${early.toFixed(0)} to ${late.toFixed(0)} MB`);
  });

  test('the last picture is the last slide, without ink', async () => {
    const blank = await (await lecture.openBrowser()).newPage();
    const wanted = await rasterise(blank, await lecture.slide(kLastPage), kSmall.width, kSmall.height);
    const whole = [placesOf(0).slide, kSmall.width, kSmall.height];
    try {
      await until('the last slide is shown', async () => {
        const shown = await page.evaluate(([area, w, h]) => window.probe.small(area, w, h), whole);
        return difference(wanted, shown) <= kSlideTolerance;
      }, 20_000, 250);
    } finally {
      await shoot(page, 'meeting-end');
    }
  });

  test('sound is heard at the end', async () => {
    const { loudest } = await page.evaluate(() => window.probe.loudness(3));
    assert.ok(loudest > 0.02, `loudest 50 ms of 3 s: ${loudest}`);
  });

  test('every line of chat came once, in its order', async () => {
    const last = kMeeting.lines.at(-1);
    await page.locator('[data-testid="chat-list"] article', { hasText: last }).first().waitFor({ timeout: 15_000 });
    const texts = await page.locator('[data-testid="chat-list"] article').allInnerTexts();
    const numbers = texts.flatMap((text) => /Ligne (\d+) de la réunion/.exec(text)?.[1] ?? []).map(Number);
    assert.deepEqual(numbers, kMeeting.lines.map((_, index) => index + 1));
  });
});
