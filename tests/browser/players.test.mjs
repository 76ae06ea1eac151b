// SPDX-License-Identifier: Apache-2.0
// Other people's players at one ladder, as they come: hls.js, Shaka Player and GStreamer's hlsdemux2, while a worker is
// killed. They play HLS without low latency, 12 s behind, so that a kill must not be noticed at all. AMPHI_LONG=1: two
// minutes instead of a quarter of one.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Lecture } from './lecture.mjs';
import { until } from './processes.mjs';

const modules = createRequire(import.meta.url);
const kScripts = {
  'hls.js': join(dirname(modules.resolve('hls.js')), 'hls.min.js'),
  'shaka.js': modules.resolve('shaka-player'),
};
const kPlaySeconds = process.env.AMPHI_LONG ? 120 : 16;
// A list that holds more than its hold-back of 12 s.
const kEnoughSegments = 6;
// A player steps over the seam between two workers by a timer of its own: Shaka looks every 250 ms.
const kLongestJump = 500;

const kPage = `<!doctype html><video id="hls" muted></video><video id="shaka" muted></video>
<script src="players/hls.js"></script><script src="players/shaka.js"></script><script>
  const url = '/hls/demo/index.m3u8';
  window.seen = { hls: { stalls: [], faults: [], heights: [] }, shaka: { stalls: [], faults: [], heights: [] } };
  for (const [name, seen] of Object.entries(window.seen)) {
    const video = document.getElementById(name);
    video.addEventListener('playing', () => { seen.isPlaying = true; }, { once: true });
    let since = null;
    video.addEventListener('waiting', () => { since ??= performance.now(); });
    video.addEventListener('timeupdate', () => {
      if (since !== null) seen.stalls.push(Math.round(performance.now() - since));
      since = null;
    });
    video.addEventListener('resize', () => seen.heights.push(video.videoHeight));
  }
  const hls = new Hls({ lowLatencyMode: false });
  hls.on(Hls.Events.ERROR, (_, data) => data.fatal && window.seen.hls.faults.push(data.details));
  hls.loadSource(url);
  hls.attachMedia(document.getElementById('hls'));
  document.getElementById('hls').play();
  const shakaPlayer = new shaka.Player();
  shakaPlayer.attach(document.getElementById('shaka')).then(async () => {
    shakaPlayer.configure({ streaming: { lowLatencyMode: false } });
    shakaPlayer.addEventListener('error', (event) => window.seen.shaka.faults.push(String(event.detail.code)));
    await shakaPlayer.load(url);
    await document.getElementById('shaka').play();
  });
  window.renditions = () => ({ hls: hls.levels.length, shaka: shakaPlayer.getVariantTracks().length });
  window.switchDown = () => {
    hls.nextLevel = 0;
    const smallest = shakaPlayer.getVariantTracks().sort((a, b) => a.height - b.height)[0];
    shakaPlayer.configure({ abr: { enabled: false } });
    shakaPlayer.selectVariantTrack(smallest, false);
  };
  window.played = () => Object.fromEntries(Object.keys(window.seen).map((name) =>
    [name, document.getElementById(name).currentTime]));
</script>`;

/** hlsdemux2, decoded in real time to nowhere; tells each second how far it is. */
class GstPlayer {
  constructor(url) {
    this.words = '';
    this.seconds = [];
    const end = ['fakesink', 'sync=true'];
    this.process = spawn('gst-launch-1.0', ['uridecodebin3', `uri=${url}`, 'name=d',
      'd.', '!', 'video/x-raw', '!', 'queue', '!', 'progressreport', 'update-freq=1', 'do-query=false', '!', ...end,
      'd.', '!', 'audio/x-raw', '!', 'queue', '!', ...end], { env: { ...process.env, GST_DEBUG: 'hlsdemux2:4' } });
    for (const stream of [this.process.stdout, this.process.stderr])
      stream.on('data', (bytes) => this.#hear(String(bytes)));
  }

  #hear(text) {
    this.words += text;
    for (const found of text.matchAll(/^progress\S* \((\d+):(\d+):(\d+)\)/gm))
      this.seconds.push({ at: Date.now(), media: Number(found[2]) * 60 + Number(found[3]) });
  }

  async end() {
    if (this.process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.process.on('exit', resolve));
    this.process.kill('SIGKILL');
    await ended;
  }
}

let lecture;
let page;
let gst;

describe("other people's players at a ladder", () => {
  before(async () => {
    lecture = await Lecture.start({ settings: ['[stream]', 'ladder = ["240p", "slides"]'] });
    await lecture.create();
    await lecture.post('demo/start');
    await lecture.untilState('live');
    await until('a list longer than its hold-back', async () => {
      const list = await (await fetch(`${lecture.base}/hls/demo/video.m3u8`)).text();
      return list.split('#EXTINF').length > kEnoughSegments;
    }, 60_000);
    const browser = await lecture.openBrowser();
    page = await browser.newPage();
    await page.route('**/players', (route) => route.fulfill({ contentType: 'text/html', body: kPage }));
    for (const [name, path] of Object.entries(kScripts))
      await page.route(`**/players/${name}`, (route) => route.fulfill({ path }));
    await page.goto(`${lecture.base}/players`);
    gst = new GstPlayer(`${lecture.base}/hls/demo/index.m3u8`);
  });

  after(async () => {
    await gst?.end();
    await lecture?.end();
  });

  test('all three find all renditions and play', async () => {
    await until('both play in the browser', async () =>
      page.evaluate(() => Object.values(window.seen).every((one) => one.isPlaying)), 20_000);
    assert.deepEqual(await page.evaluate(() => window.renditions()), { hls: 3, shaka: 3 });
    await until('GStreamer plays', () => gst.seconds.length > 1, 20_000).catch((error) => {
      throw new Error(`${error.message}: ${gst.words.slice(-1500)}`);
    });
  });

  test('none of them stalls while a worker is killed and renditions change', async (context) => {
    const start = await page.evaluate(() => {
      for (const one of Object.values(window.seen)) one.stalls = [];  // What a start takes is its own matter.
      return window.played();
    });
    const began = Date.now();
    const [old] = lecture.workers();
    process.kill(old, 'SIGKILL');
    await until('another worker runs', () => lecture.workers().some((pid) => pid !== old), 10_000);
    await page.evaluate(() => window.switchDown());
    await until('played long enough', async () => {
      const now = await page.evaluate(() => window.played());
      return Object.keys(now).every((name) => now[name] - start[name] >= kPlaySeconds);
    }, (kPlaySeconds + 20) * 1000);
    const seen = await page.evaluate(() => window.seen);
    for (const [name, one] of Object.entries(seen)) {
      context.diagnostic(`${name}: stood still for ${one.stalls} ms, heights ${one.heights}`);
      assert.deepEqual(one.faults, [], name);
      assert.ok(one.stalls.every((ms) => ms < kLongestJump), `${name} stalled for ${one.stalls} ms`);
      assert.ok(one.heights.includes(240), `${name} never showed 240 lines`);
    }
    const heard = gst.seconds.filter(({ at }) => at >= began);
    const gaps = heard.slice(1).map(({ at }, index) => at - heard[index].at);
    context.diagnostic(`hlsdemux2: longest pause ${Math.max(...gaps)} ms in ${heard.length} s`);
    assert.match(gst.words, /hlsdemux2/, 'another demuxer played');
    assert.equal(gst.process.exitCode, null, gst.words.slice(-1500));
    assert.ok(heard.length >= kPlaySeconds - 3, `GStreamer told ${heard.length} seconds only`);
    assert.ok(Math.max(...gaps) < 2500, `GStreamer paused for ${Math.max(...gaps)} ms`);
  });
});
