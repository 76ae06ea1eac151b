// SPDX-License-Identifier: Apache-2.0
// The player's ladder of remedies.
import { describe, expect, it } from 'vitest';
import { maxLatency } from '../src/hls_settings';
import * as recovery from '../src/recovery';

const fresh = recovery.freshRecovery(0);

describe('FatalError', () => {
  it('of the decoder is first reset, then the codec swapped, then all built anew', () => {
    const first = recovery.onFatal(fresh, 'media', 1000, 0.5);
    const second = recovery.onFatal(first.recovery, 'media', 2000, 0.5);
    const third = recovery.onFatal(second.recovery, 'media', 3000, 0.5);
    expect([first.remedy, second.remedy, third.remedy]).toEqual(['recover', 'swap', 'rebuild']);
    expect(third.afterMs).toBeGreaterThanOrEqual(2000);
  });

  it('of the decoder long after the last begins at the bottom again', () => {
    const first = recovery.onFatal(fresh, 'media', 1000, 0.5);
    expect(recovery.onFatal(first.recovery, 'media', 7000, 0.5).remedy).toBe('recover');
  });

  it('of the network loads again, later each time and never later than a quarter of a minute', () => {
    let now = fresh;
    const delays: number[] = [];
    for (let at = 0; at < 6; at++) {
      const advice = recovery.onFatal(now, 'network', at, 0.5);
      expect(advice.remedy).toBe('reload');
      delays.push(advice.afterMs);
      now = advice.recovery;
    }
    expect(delays).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
  });

  it('of the playlist starts anew, at least every five seconds', () => {
    const late = { ...fresh, failures: 9 };
    expect(recovery.onFatal(late, 'playlist', 0, 0.5)).toMatchObject({
      remedy: 'rebuild',
      afterMs: 5000,
    });
  });
});

describe('Watch', () => {
  it('is content while the picture moves', () => {
    const advice = recovery.onWatch({ ...fresh, failures: 3 }, 60_000, 1);
    expect(advice.remedy).toBeNull();
    expect(advice.recovery.failures).toBe(0);
  });

  it('starts anew when the picture stands for eight seconds', () => {
    expect(recovery.onWatch(fresh, 7999, 0).remedy).toBeNull();
    expect(recovery.onWatch(fresh, 8000, 0).remedy).toBe('rebuild');
  });

  it('has more patience after each try that did not help', () => {
    const tried = recovery.onWatch(fresh, 8000, 0).recovery;
    expect(recovery.onWatch(tried, 8000 + 15_999, 0).remedy).toBeNull();
    expect(recovery.onWatch(tried, 8000 + 16_000, 0).remedy).toBe('rebuild');
    const tired = { ...fresh, failures: 50 };
    expect(recovery.onWatch(tired, 60_000, 0).remedy).toBe('rebuild');
  });
});

describe('MaxLatency', () => {
  it('is above the target, with parts and without', () => {
    expect(maxLatency(0.96, 4, true)).toBe(5);
    expect(maxLatency(3, 4, true)).toBe(7);
    expect(maxLatency(12, 4, false)).toBe(20);
    expect(maxLatency(3, 1, false)).toBe(9);
  });
});
