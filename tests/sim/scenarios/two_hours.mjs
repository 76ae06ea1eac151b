// SPDX-License-Identifier: Apache-2.0
// A two-hour meeting as a scenario of amphi-sim, run faster than life: `node two_hours.mjs [SPEED] [MINUTES]`
// prints it. The same numbers give the same meeting.
import { pathToFileURL } from 'node:url';

/** What happens how often, in seconds of the meeting. Two hours make 300 slides and 3 000 strokes. */
const kEvery = { slide: 24, stroke: 2.4, camera: 75, presenter: 600, chat: 20, talk: 15, layout: 480, poll: 1500 };
const kPages = 6;
const kPresenters = ['Ada Martin', 'Benoît Leroy', 'Chloé Petit'];
const kColors = ['red', 'blue', 'green', 'black', 'orange', 'violet'];
const kLayouts = ['SMART_LAYOUT', 'PRESENTATION_FOCUS', 'VIDEO_FOCUS', 'CUSTOM_LAYOUT'];
/** Real seconds: what is restarted does not come back faster because the meeting is in a hurry. */
const kAwaySeconds = 2;
/** At the end everything comes to rest, so that a last picture can be told. */
const kRestSeconds = 8;

/** The page that is shown at the end, alone: no ink, no camera. */
export const kLastPage = 4;

/** Numbers in [0, 1) that are the same each time. */
function dice(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function lineOf(number) {
  return `Ligne ${number} de la réunion`;
}

/**
 * @param speed  how many times faster than life
 * @param minutes  of the meeting, from its start
 * @returns {{steps: object[], lines: string[], seconds: number, counts: object}} `steps` for amphi-sim, the chat
 *   lines in their order, and how long it lasts in real seconds
 */
export function twoHours({ speed = 20, minutes = 120 } = {}) {
  const roll = dice(20250304);
  const pick = (list) => list[Math.floor(roll() * list.length)];
  const length = minutes * 60;
  const steps = [];
  const counts = {};
  const lines = [];
  const add = (at, command) => {
    steps.push({ at: Math.round((at / speed) * 1000) / 1000, ...command });
    counts[command.do] = (counts[command.do] ?? 0) + 1;
  };
  const each = (period, act) => {
    for (let n = 1; n <= Math.floor(length / period + 1e-6); n += 1) act(n * period, n);
  };
  kPresenters.slice(1).forEach((name) => add(0, { do: 'stage', name, role: 'MODERATOR' }));

  each(kEvery.slide, (at, n) => add(at, { do: 'slide', page: (n % kPages) + 1 }));
  each(kEvery.stroke, (at) => {
    const [x, y] = [100 + roll() * 1000, 100 + roll() * 500];
    add(at, { do: 'stroke', from: [x, y], to: [x + 40 + roll() * 200, y + roll() * 60], color: pick(kColors) });
  });
  each(kEvery.camera, (at, n) => add(at, { do: 'camera', which: 1 + (n % 2), on: n % 4 < 2 }));
  each(kEvery.presenter, (at, n) => add(at, { do: 'presenter', name: kPresenters[n % kPresenters.length] }));
  each(kEvery.chat, (at, n) => {
    lines.push(lineOf(n));
    add(at, { do: 'chat', name: pick(kPresenters), text: lineOf(n) });
  });
  each(kEvery.talk, (at, n) => add(at, { do: 'talk', name: kPresenters[n % 2], on: n % 4 < 2 }));
  each(kEvery.layout, (at, n) => add(at, { do: 'layout', kind: kLayouts[n % kLayouts.length], propagate: true }));
  each(kEvery.poll, (at, n) => {
    add(at, { do: 'poll', type: 'A-3', question: `Question ${n}` });
    add(at + 60, { do: 'poll_end', publish: true });
  });
  add(length * 0.3, { do: 'screen', on: true });
  add(length * 0.36, { do: 'external', url: 'https://video.example/cours' });
  add(length * 0.4, { do: 'external', url: '' });
  add(length * 0.35, { do: 'restart_sfu', seconds: kAwaySeconds });
  add(length * 0.55, { do: 'middleware_restart', seconds: kAwaySeconds });
  add(length * 0.75, { do: 'restart_sfu', seconds: kAwaySeconds });

  const end = length + speed;
  add(end, { do: 'presenter', name: kPresenters[0] });
  [0, 1, 2].forEach((which) => add(end, { do: 'camera', which, on: false }));
  add(end, { do: 'layout', kind: 'CUSTOM_LAYOUT', propagate: true });
  add(end, { do: 'slide', page: kLastPage });
  add(end, { do: 'clear_ink' });
  steps.sort((one, two) => one.at - two.at);
  return { steps, lines, counts, seconds: end / speed + kRestSeconds };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [speed, minutes] = process.argv.slice(2).map(Number);
  process.stdout.write(`${JSON.stringify({ steps: twoHours({ speed, minutes }).steps })}\n`);
}
