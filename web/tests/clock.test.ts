// SPDX-License-Identifier: Apache-2.0
// The server's clock, the delay of the picture, the countdown.
import { describe, expect, it } from 'vitest';
import * as clock from '../src/clock';

describe('Clock', () => {
  it('knows no offset before the server spoke', () => {
    expect(clock.clockOffset(clock.noClock)).toBe(0);
  });

  it('takes the greeting as it comes', () => {
    expect(clock.clockOffset(clock.fromGreeting(1000, 6000))).toBe(5000);
  });

  it('believes any ping more than the greeting', () => {
    const known = clock.withPing(clock.fromGreeting(1000, 5900), 2000, 2100, 7050);
    expect(clock.clockOffset(known)).toBe(5000);
  });

  it('halves the way there and back', () => {
    expect(clock.clockOffset(clock.withPing(clock.noClock, 1000, 1200, 1100))).toBe(0);
  });

  it('believes the shortest round trip', () => {
    const slow = clock.withPing(clock.noClock, 1000, 3000, 9000);
    const quick = clock.withPing(slow, 4000, 4010, 4505);
    const slowAgain = clock.withPing(quick, 5000, 7000, 9000);
    expect(clock.clockOffset(slowAgain)).toBe(500);
  });

  it('forgets the oldest samples, so that a drift is followed', () => {
    let known = clock.withPing(clock.noClock, 0, 1, 1000.5);
    for (let at = 1; at <= 8; at++)
      known = clock.withPing(known, at * 1000, at * 1000 + 10, at * 1000 + 2005);
    expect(clock.clockOffset(known)).toBe(2000);
  });

  it('ignores an answer from the future or far too late', () => {
    expect(clock.withPing(clock.noClock, 2000, 1000, 0)).toBe(clock.noClock);
    expect(clock.withPing(clock.noClock, 0, 10_001, 0)).toBe(clock.noClock);
  });
});

describe('PictureDelay', () => {
  const ahead = clock.withPing(clock.noClock, 1000, 1000, 6000);

  it('is the age of the picture by the server’s clock', () => {
    expect(clock.pictureDelay(ahead, 10_000, 13_600)).toBe(1400);
  });

  it('is unknown without a picture or without a clock', () => {
    expect(clock.pictureDelay(ahead, 10_000, null)).toBeNull();
    expect(clock.pictureDelay(ahead, 10_000, NaN)).toBeNull();
    expect(clock.pictureDelay(clock.noClock, 10_000, 9000)).toBeNull();
  });

  it('is never negative', () => {
    expect(clock.pictureDelay(ahead, 10_000, 16_000)).toBe(0);
  });

  it.each([
    [1449, 'fr', '1,4 s'],
    [1449, 'en', '1.4 s'],
    [0, 'en', '0.0 s'],
    [9949, 'en', '9.9 s'],
    [9951, 'en', '10 s'],
    [59_400, 'fr', '59 s'],
    [59_600, 'fr', '1:00 min'],
    [754_000, 'en', '12:34 min'],
  ])('writes %d ms in %s as %s', (delayMs, language, written) => {
    expect(clock.formatDelay(delayMs, language)).toBe(written);
  });
});

describe('Countdown', () => {
  const kDay = 86_400_000;

  it('counts days, hours, minutes and seconds', () => {
    const left = clock.countdown(2 * kDay + 3 * 3_600_000 + 4 * 60_000 + 5000, 0);
    expect(left).toEqual({ days: 2, hours: 3, minutes: 4, seconds: 5, due: false });
  });

  it('shows the last second until it is over', () => {
    expect(clock.countdown(1000, 1)).toMatchObject({ seconds: 1, due: false });
    expect(clock.countdown(1000, 999)).toMatchObject({ seconds: 1, due: false });
    expect(clock.countdown(1000, 1000)).toMatchObject({ seconds: 0, due: true });
  });

  it('stays at nought afterwards', () => {
    expect(clock.countdown(0, kDay)).toMatchObject({ days: 0, seconds: 0, due: true });
  });

  it.each([
    [65_000, '01:05'],
    [3_600_000, '01:00:00'],
    [kDay + 1000, '00:00:01'],
    [0, '00:00'],
  ])('writes %d ms as %s', (leftMs, written) => {
    expect(clock.formatCountdown(clock.countdown(leftMs, 0))).toBe(written);
  });

  it('is a duration for machines', () => {
    expect(clock.isoCountdown(clock.countdown(kDay + 3_661_000, 0))).toBe('P1DT1H1M1S');
  });
});
