// SPDX-License-Identifier: Apache-2.0
// Our pen beside perfect-freehand's own: the same strokes through both, and their outlines compared.
//
// tldraw's variant, which ours follows, differs from the package on purpose: it drops points that stand
// nearer than a third of the size to an end, lets only three points wait for a direction, reads the
// pressure at the start from more of the stroke, lets the width follow a real pen's pressure slowly, where
// the package takes it as it is, and rounds gentler corners. So the strokes here have points further apart
// and a direction at once; where pressure counts, more is allowed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { getStroke } from 'perfect-freehand';

const kRoot = join(dirname(fileURLToPath(import.meta.url)), '../..');
const kProgram = join(process.env.AMPHI_BUILD ?? join(kRoot, 'build'), 'amphi-ink');

const kWave = (count, step) =>
  Array.from({ length: count }, (_, i) => [step * i, 40 * Math.sin((step * i) / 50), 0.5]);
const kSpiral = Array.from({ length: 120 }, (_, i) => {
  const angle = i / 8;
  return [(20 + 6 * angle) * Math.cos(angle), (20 + 6 * angle) * Math.sin(angle), 0.5];
});
const kZigzag = Array.from({ length: 61 }, (_, i) => {
  const within = i % 20;
  return [6 * i, 8 * (Math.floor(i / 20) % 2 === 0 ? within : 20 - within), 0.5];
});
const kPressed = kWave(80, 7).map(([x, y], i) => [x, y, 0.3 + 0.4 * Math.abs(Math.sin(i / 12))]);

const kPlain = { thinning: 0, streamline: 0.65, smoothing: 0.62, simulatePressure: true };
const kThinned = { ...kPlain, thinning: 0.5 };

// `far` and `area` are the most that is tolerated: the farthest that one outline is from the other, in
// sizes of the stroke, and what only one of them covers, as a share of what the package's covers.
const kCases = [
  { name: 'a wave of even width', points: kWave(80, 7), options: { ...kPlain, size: 4.5 }, far: 0.02, area: 0.005 },
  { name: 'a broad wave', points: kWave(60, 12), options: { ...kPlain, size: 11 }, far: 0.02, area: 0.005 },
  { name: 'a spiral', points: kSpiral, options: { ...kPlain, size: 6 }, far: 0.02, area: 0.005 },
  { name: 'a zigzag with sharp corners', points: kZigzag, options: { ...kPlain, size: 4.5 }, far: 0.02, area: 0.005 },
  { name: 'a width that follows the speed', points: kWave(80, 7), options: { ...kThinned, size: 6 }, far: 0.05, area: 0.01 },
  { name: 'a pen that is pressed', points: kPressed, options: { ...kThinned, size: 6, simulatePressure: false }, far: 0.06, area: 0.06 },
];

function distanceToEdge([px, py], [ax, ay], [bx, by]) {
  const [ux, uy] = [bx - ax, by - ay];
  const length = ux * ux + uy * uy;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((px - ax) * ux + (py - ay) * uy) / length));
  return Math.hypot(px - ax - t * ux, py - ay - t * uy);
}

const edgesOf = (outline) => outline.map((point, i) => [point, outline[(i + 1) % outline.length]]);

function farthest(outline, from) {
  const edges = edgesOf(from);
  return Math.max(...outline.map((point) => Math.min(...edges.map(([a, b]) => distanceToEdge(point, a, b)))));
}

// The spans that an outline covers in a row of pixels, by the winding rule.
function covered(outline, y, left, width) {
  const crossings = edgesOf(outline)
    .filter(([a, b]) => a[1] <= y !== b[1] <= y)
    .map(([a, b]) => [a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0]), a[1] <= y ? 1 : -1])
    .sort((a, b) => a[0] - b[0]);
  const row = new Uint8Array(width);
  let winding = 0;
  crossings.forEach(([x, turn], i) => {
    winding += turn;
    if (winding === 0 || i + 1 === crossings.length) return;
    row.fill(1, Math.max(0, Math.round(4 * (x - left))), Math.round(4 * (crossings[i + 1][0] - left)));
  });
  return row;
}

// What only one of both covers, as a share of what the second covers; pixels of a quarter unit.
function areaApart(ours, theirs) {
  const all = [...ours, ...theirs];
  const left = Math.min(...all.map(([x]) => x));
  const width = Math.ceil(4 * (Math.max(...all.map(([x]) => x)) - left)) + 1;
  const bottom = Math.max(...all.map(([, y]) => y));
  let apart = 0;
  let whole = 0;
  for (let y = Math.min(...all.map(([, y]) => y)) + 0.13; y < bottom; y += 0.25) {
    const [a, b] = [covered(ours, y, left, width), covered(theirs, y, left, width)];
    apart += a.reduce((sum, value, x) => sum + (value !== b[x]), 0);
    whole += b.reduce((sum, value) => sum + value, 0);
  }
  return apart / whole;
}

function ourOutlines() {
  const input = JSON.stringify(kCases.map(({ points, options }) => ({ points, options })));
  const run = spawnSync(kProgram, { input, encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(run.status, 0, run.error?.message ?? run.stderr);
  return JSON.parse(run.stdout);
}

describe('the outlines of ink', () => {
  const ours = ourOutlines();
  kCases.forEach(({ name, points, options, far, area }, i) => {
    test(name, (context) => {
      const theirs = getStroke(points, { ...options, last: true });
      const distance = Math.max(farthest(ours[i], theirs), farthest(theirs, ours[i])) / options.size;
      const apart = areaApart(ours[i], theirs);
      context.diagnostic(`${name}: ${distance.toFixed(3)} sizes apart at most, ${(100 * apart).toFixed(2)} % of the area`);
      assert.ok(distance <= far, `${distance} sizes apart, ${far} at most`);
      assert.ok(apart <= area, `${apart} of the area, ${area} at most`);
    });
  });
});
