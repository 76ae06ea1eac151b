// SPDX-License-Identifier: Apache-2.0
// The page at each state of a stream, which it reaches by itself; each is photographed to be looked at.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Lecture, shoot, untilPage } from './lecture.mjs';
import { until } from './processes.mjs';

const kPhone = { width: 360, height: 740 };
const kHourMs = 3_600_000;

let lecture;

describe('the page at each state of a stream', () => {
  before(async () => {
    lecture = await Lecture.start();
  });

  after(async () => lecture?.end());

  async function shootBoth(slug, state, name) {
    const wide = await lecture.open(`/live/${slug}`);
    await untilPage(wide, state);
    await shoot(wide, `${name}-fr`);
    await wide.context().close();
    const phone = await lecture.open(`/live/${slug}`, { ...kPhone, language: 'en-GB' });
    await untilPage(phone, state);
    assert.ok((await phone.evaluate(() => document.documentElement.scrollWidth)) <= kPhone.width);
    await shoot(phone, `${name}-en-360`);
    await phone.context().close();
  }

  test('a lecture of tomorrow counts down', async () => {
    const startsAt = new Date(Date.now() + 26 * kHourMs).toISOString();
    await lecture.create({ slug: 'tomorrow', title: 'Réseaux, cours 2', starts_at: startsAt });
    await shootBoth('tomorrow', 'scheduled', 'scheduled');
    const page = await lecture.open('/live/tomorrow');
    await page.waitForSelector('[data-testid="countdown"]');
  });

  test('a meeting that does not run is waited for, in a sentence', async () => {
    await lecture.create({ slug: 'nobody', title: 'Réseaux, cours 3', meeting_id: 'not-there' });
    await lecture.post('nobody/start');
    const { detail } = await lecture.untilState('waiting', 'nobody');
    assert.match(detail, /\w+ \w+/);
    await shootBoth('nobody', 'waiting', 'waiting');
  });

  test('a page open before the lecture goes live by itself, and ends with it', async () => {
    await lecture.create();
    const page = await lecture.open('/live/demo');
    await lecture.post('demo/start');
    await untilPage(page, 'joining', 15_000).then(() => shoot(page, 'joining-fr'), () => {});
    await untilPage(page, 'live', 30_000);
    await lecture.command({ do: 'end' });
    await untilPage(page, 'ended', 30_000);
    await page.waitForTimeout(1000);
    await shoot(page, 'ended-fr');
    assert.equal((await lecture.stream()).state, 'ended');
  });

  test('an address nobody answers at is said, and tried again', async () => {
    const address = 'http://127.0.0.1:9/bigbluebutton/api/join?meetingID=x&checksum=0';
    await lecture.create({ slug: 'away', title: 'Réseaux, cours 4', meeting_id: null, join_url: address });
    await lecture.post('away/start');
    const stream = await until('the stream says what is wrong', async () => {
      const now = await lecture.stream('away');
      return now.detail !== '' && ['joining', 'waiting', 'interrupted', 'failed'].includes(now.state) &&
        /\b(reach|connect|answer)/i.test(now.detail) && now;
    }, 30_000);
    assert.doesNotMatch(stream.detail, /checksum=/);
    await shootBoth('away', stream.state, 'unreachable');
  });

  test('a wrong secret is said to be wrong, and the secret is not', async () => {
    const wrong = 'not-the-secret-of-that-server';
    const other = await Lecture.start({ secret: wrong });
    try {
      await other.create();
      await other.post('demo/start');
      const stream = await until('the stream says what is wrong', async () => {
        const now = await other.stream();
        return /secret/i.test(now.detail) && now;
      });
      assert.doesNotMatch(JSON.stringify(stream), new RegExp(wrong));
      const page = await other.open('/live/demo');
      await untilPage(page, stream.state);
      await shoot(page, `wrong-secret-${stream.state}-fr`);
    } finally {
      await other.end();
    }
  });

  test('an unknown lecture is said to be unknown', async () => {
    const page = await lecture.open('/live/no-such-lecture');
    await page.waitForSelector('[data-testid="missing"]', { timeout: 15_000 });
    await shoot(page, 'missing-fr');
  });

  test('the list shows every lecture with its state', async () => {
    const page = await lecture.open('/');
    await page.waitForSelector('[data-testid="streams"]');
    await until('four lectures', async () => (await page.locator('[data-testid="streams"] article').count()) >= 4);
    await shoot(page, 'list-fr');
  });

  test('the page works with the keyboard alone', async () => {
    const page = await lecture.open('/live/tomorrow', { language: 'en-GB' });
    await untilPage(page, 'scheduled');
    const reached = new Set();
    for (let i = 0; i < 30; i += 1) {
      await page.keyboard.press('Tab');
      reached.add(await page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? ''));
    }
    assert.ok(reached.has('language'), 'Tab reaches the choice of language');
    await page.waitForSelector('[data-testid="chat-input"]');
  });
});
