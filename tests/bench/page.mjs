// SPDX-License-Identifier: Apache-2.0
// What a listener's page shows: `node page.mjs BASE CAMERAS SECONDS [WORKER_PID]` prints one line of JSON.
import { chromium } from '../browser/node_modules/playwright-core/index.mjs';
import { placesOf, probeSource } from '../browser/probe.mjs';
import { until } from '../browser/processes.mjs';
import { kBrowserArguments } from '../browser/browser.mjs';

const [base, cameras, seconds, worker] = process.argv.slice(2);
const camera = placesOf(Number(cameras)).cameras[0];

function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: kBrowserArguments });
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'fr-FR' });
  await context.addInitScript({ content: probeSource() });
  const page = await context.newPage();
  const openedMs = Date.now();
  await page.goto(`${base}/live/demo`, { waitUntil: 'domcontentloaded' });
  const clock = () => page.evaluate((area) => window.probe.clock(area), camera);
  await until('a picture', async () => (await clock()) !== null, 30_000, 20);
  const firstPictureMs = Date.now() - openedMs;
  // The player settles before it is measured.
  await page.waitForTimeout(10_000);
  const samples = await page.evaluate(([area, s]) => window.probe.watch(area, s), [camera, Number(seconds)]);
  const delays = samples.filter((s) => s.clockMs !== null).map((s) => s.shownMs - s.clockMs).sort((a, b) => a - b);
  const shown = samples.map((s) => s.shownMs);
  const gaps = shown.slice(1).map((moment, at) => moment - shown[at]);
  const result = {
    firstPictureMs,
    pictures: samples.length,
    readable: delays.length,
    p50: percentile(delays, 0.5),
    p95: percentile(delays, 0.95),
    longestGapMs: Math.max(...gaps),
  };
  if (worker) {
    const killedMs = Date.now();
    process.kill(Number(worker), 'SIGKILL');
    await until('the picture is back', async () => ((await clock()) ?? 0) > killedMs + 500, 30_000, 20);
    result.backAfterKillMs = Date.now() - killedMs;
  }
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await browser.close();
}
