// SPDX-License-Identifier: Apache-2.0
// One lecture for a test: simulator, server, stream and browser, in folders and on ports of its own.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { kBrowserArguments } from './browser.mjs';
import { Program, freePort, isAlive, until } from './processes.mjs';
import { probeSource } from './probe.mjs';

const kRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const kBuild = process.env.AMPHI_BUILD ?? join(kRoot, 'build');
export const kShots = join(kRoot, 'build', 'screenshots');
async function json(url, options = {}) {
  const reply = await fetch(url, options);
  const text = await reply.text();
  return { status: reply.status, body: text === '' ? null : JSON.parse(text) };
}

function posted(body) {
  return { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body ?? {}) };
}

export class Lecture {
  /** Starts simulator and server; `simulator` are further options of amphi-sim, `settings` further lines of TOML. */
  static async start({ simulator = [], secret = null, slow = 1, settings = [] } = {}) {
    const lecture = new Lecture();
    lecture.settings = settings;
    lecture.folder = mkdtempSync(join(tmpdir(), 'amphi-browser-'));
    // Root's private cluster runs as the user postgres, who has to pass through here.
    chmodSync(lecture.folder, 0o755);
    lecture.slow = slow;
    lecture.secret = randomBytes(20).toString('hex');
    lecture.wrongSecret = secret;
    await lecture.#startSimulator(simulator);
    lecture.port = await freePort();
    lecture.base = `http://127.0.0.1:${lecture.port}`;
    lecture.api = `${lecture.base}/api/v1/streams`;
    await lecture.startServer();
    return lecture;
  }

  async #startSimulator(more) {
    const command = [join(kBuild, 'amphi-sim'), '--port', '0', '--secret', this.secret, ...more];
    this.simulator = new Program('amphi-sim', command, join(this.folder, 'sim.log'));
    this.simulatorUrl = await this.simulator.ready('the simulator is ready', () =>
      /^amphi-sim ready (\S+)/m.exec(this.simulator.words())?.[1]);
  }

  /** Starts `amphi serve`, the first time or again after it was killed. */
  async startServer() {
    const config = join(this.folder, 'amphi.toml');
    writeFileSync(config, [
      '[server]',
      `port = ${this.port}`,
      `data_dir = "${join(this.folder, 'data')}"`,
      `web_dir = "${join(kRoot, 'web', 'dist')}"`,
      '[bbb]',
      `url = "${this.simulatorUrl}/bigbluebutton/"`,
      `secret = "${this.wrongSecret ?? this.secret}"`,
      ...this.settings,
    ].join('\n'));
    const command = [join(kBuild, 'amphi'), 'serve', '--config', config];
    this.server = new Program('amphi serve', command, join(this.folder, 'serve.log'));
    await this.server.ready('amphi serve is ready', async () => {
      const reply = await fetch(`${this.base}/readyz`).catch(() => null);
      return reply?.status === 200;
    }, 60_000);
  }

  /** Makes a stream, by default of the simulator's running meeting. */
  async create(stream = {}) {
    // The layout whose places probe.mjs knows; a meeting's own has the cameras on top.
    const usual = { slug: 'demo', title: 'Réseaux, cours 1', meeting_id: 'demo', layout: 'presentation_focus' };
    const body = { ...usual, ...stream };
    const reply = await json(this.api, posted(body));
    if (reply.status !== 201) throw new Error(`create: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  }

  async stream(slug = 'demo') {
    return (await json(`${this.api}/${slug}`)).body;
  }

  async post(path) {
    return json(`${this.api}/${path}`, posted());
  }

  /** Waits until the API says so. */
  async untilState(state, slug = 'demo', deadlineMs = 20_000) {
    return until(`${slug} is ${state}`, async () => {
      const stream = await this.stream(slug);
      return stream?.state === state && stream;
    }, deadlineMs * this.slow);
  }

  /** What the console's buttons do. */
  async command(body) {
    const reply = await fetch(`${this.simulatorUrl}/sim/command`, posted({ meeting: 'demo', ...body }));
    if (!reply.ok) throw new Error(`${JSON.stringify(body)}: ${reply.status} ${await reply.text()}`);
  }

  async meeting(id = 'demo') {
    const { body } = await json(`${this.simulatorUrl}/sim/state`);
    return body.meetings.find((meeting) => meeting.id === id);
  }

  /** The slide as the meeting's clients get it. */
  async slide(page) {
    const { slides } = await this.meeting();
    const reply = await fetch(`${this.simulatorUrl}${slides}${page}`);
    return reply.text();
  }

  /** Pids of our workers: each holds the lock file of its stream, and the kernel names the holder. */
  workers() {
    const run = join(this.folder, 'data', 'run');
    const locks = readFileSync('/proc/locks', 'utf8').split('\n').map((line) => line.trim().split(/\s+/));
    const files = readdirSync(run).filter((name) => /^worker-.*\.lock$/.test(name));
    return files.flatMap((name) => {
      const inode = String(statSync(join(run, name)).ino);
      const lock = locks.find((row) => row[1] === 'POSIX' && row[5]?.split(':')[2] === inode);
      return lock ? [Number(lock[4])] : [];
    });
  }

  async openBrowser() {
    this.browser ??= await chromium.launch({ executablePath: '/usr/bin/chromium', args: kBrowserArguments });
    return this.browser;
  }

  /** A page of its own listener, with the probe in it. */
  async open(path, { width = 1280, height = 800, language = 'fr-FR', probe = true } = {}) {
    const browser = await this.openBrowser();
    const context = await browser.newContext({ viewport: { width, height }, locale: language });
    if (probe) await context.addInitScript({ content: probeSource() });
    const page = await context.newPage();
    page.faults = [];
    page.on('pageerror', (error) => page.faults.push(String(error)));
    await page.goto(this.base + path, { waitUntil: 'domcontentloaded' });
    return page;
  }

  /** Ends all of it, the workers too, and the folder. */
  async end() {
    await this.browser?.close();
    const streams = (await json(this.api).catch(() => null))?.body?.streams ?? [];
    for (const { slug } of streams) await fetch(`${this.api}/${slug}`, { method: 'DELETE' }).catch(() => {});
    const workers = this.workers();
    await until('the workers end', () => !workers.some(isAlive), 8000).catch(() => {
      for (const pid of workers.filter(isAlive)) process.kill(pid, 'SIGKILL');
    });
    await this.server?.end();
    await this.simulator?.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Saves what the page shows, to be looked at. */
export async function shoot(page, name) {
  mkdirSync(kShots, { recursive: true });
  await page.screenshot({ path: join(kShots, `${name}.png`) });
}

/** Waits until the page itself says so. */
export function untilPage(page, state, deadlineMs = 25_000) {
  return page.waitForSelector(`[data-testid="state"][data-state="${state}"]`, { timeout: deadlineMs });
}
