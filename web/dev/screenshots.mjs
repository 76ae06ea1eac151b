// SPDX-License-Identifier: Apache-2.0
// Pictures of each state of the pages, to be looked at: starts the fake server, writes dev/shots/*.png.
//
//   npm run build && npm run shots [name…]      CHROMIUM=/path/to/chromium
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const folder = fileURLToPath(new URL('shots/', import.meta.url));
const wide = { width: 1280, height: 800 };
const phone = { width: 360, height: 740 };
const wanted = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const server = spawn('node', [fileURLToPath(new URL('fake-server.mjs', import.meta.url))], {
  env: { ...process.env, FAKE_PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const base = await new Promise((resolve) => {
  server.stdout.on('data', (text) => resolve(/http:\S+/.exec(String(text))?.[0]));
});
const flags = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: flags,
});

async function post(path, body) {
  await fetch(`${base}/dev/${path}`, { method: 'POST', body: JSON.stringify(body) });
}

async function shot(name, address, options = {}) {
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) return;
  const { view = wide, language = 'fr-FR', dark = false, play = null, wait = 700 } = options;
  const colorScheme = dark ? 'dark' : 'light';
  const context = await browser.newContext({ viewport: view, locale: language, colorScheme });
  const page = await context.newPage();
  page.on('console', (line) => line.type() === 'error' && console.log(`${name}: ${line.text()}`));
  page.on('pageerror', (error) => console.log(`${name}: ${error.message}`));
  await page.goto(base + address);
  await page.waitForTimeout(wait);
  if (play) await play(page);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  if (sideways) console.log(`${name}: wider than the window`);
  await page.screenshot({ path: `${folder}${name}.png` });
  await context.close();
}

async function talk(page) {
  await page.getByTestId('chat-name').fill('Nour');
  for (const text of [
    'Bonjour, on voit bien la diapositive.',
    'refuse cette ligne',
    'ignore celle-ci',
  ]) {
    await page.getByTestId('chat-input').fill(text);
    await page.getByTestId('chat-input').press('Enter');
  }
  await page.getByTestId('chat-input').fill('Une autre question');
  await page.waitForTimeout(6000);
}

await new Promise((resolve) => setTimeout(resolve, 5000));
const lines = [
  ['Ada Martin', 'presenter', 'Bonjour à toutes et à tous, nous commençons dans un instant.'],
  ['Léo', 'participant', 'Le support est ici : https://example.org/cours/7.pdf (14 pages).'],
  ['<b>Eve</b>', 'participant', '<img src=x onerror=alert(1)> & "guillemets" restent du texte'],
];
for (const [name, role, text] of lines) await post('chat', { slug: 'demo', name, role, text });

for (const state of [
  'scheduled',
  'waiting',
  'joining',
  'interrupted',
  'ended',
  'failed',
  'nowhere',
]) {
  const wait = state === 'ended' ? 1500 : 700;
  await shot(`${state}-wide-fr`, `/live/${state}`, { wait });
  await shot(`${state}-phone-en`, `/live/${state}`, {
    wait,
    view: phone,
    language: 'en-GB',
    dark: true,
  });
}
await shot('start-wide-fr', '/');
await shot('start-wide-dark-en', '/', { dark: true, language: 'en-GB' });
await shot('start-phone-fr', '/', { view: phone });
await shot('live-wide-fr', '/live/demo', { play: talk });
await shot('live-wide-dark-en', '/live/demo', { dark: true, language: 'en-GB', wait: 8000 });
await shot('live-phone-fr', '/live/demo', { view: phone, play: talk });
await shot('live-huge', '/live/demo', { view: { width: 2200, height: 1200 }, wait: 6000 });
await shot('keys-wide-fr', '/live/waiting', { play: (page) => page.keyboard.press('?') });
await shot('interrupted-playing', '/live/demo', {
  wait: 6000,
  play: async (page) => {
    await post('state', {
      slug: 'demo',
      state: 'interrupted',
      detail: 'The worker was restarted.',
      code: '',
    });
    await page.waitForTimeout(700);
  },
});

await browser.close();
server.kill('SIGTERM');
