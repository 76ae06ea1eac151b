// SPDX-License-Identifier: Apache-2.0
// How hls.js is set up for a lecture: close to live, and always finding the way back there.
import type { HlsConfig, LoadPolicy } from 'hls.js';

function policy(firstByteMs: number, wholeMs: number, errors: number): LoadPolicy {
  return {
    default: {
      maxTimeToFirstByteMs: firstByteMs,
      maxLoadTimeMs: wholeMs,
      timeoutRetry: { maxNumRetry: 4, retryDelayMs: 0, maxRetryDelayMs: 0 },
      errorRetry: {
        ...{ maxNumRetry: errors, retryDelayMs: 500, maxRetryDelayMs: 4000 },
        backoff: 'exponential',
      },
    },
  };
}

/**
 * Settings for the constructor. The distance to live is not among them: left out, hls.js takes the
 * hold-back of each playlist (`PART-HOLD-BACK`, or `HOLD-BACK` where there are no parts), which is
 * the server's own statement. `maxLatency` below goes with it.
 */
export function lectureSettings(workerPath: string, isApplePhone: boolean): Partial<HlsConfig> {
  return {
    lowLatencyMode: true,
    // Faster speech is not heard at 1.1, and wins back a second in ten. iOS stutters at other rates.
    maxLiveSyncPlaybackRate: isApplePhone ? 1 : 1.1,
    liveSyncOnStallIncrease: 0.5,
    liveDurationInfinity: true,
    backBufferLength: 60,
    maxBufferLength: 20,
    capLevelToPlayerSize: true,
    abrEwmaDefaultEstimate: 1_500_000,
    enableWorker: true,
    workerPath,
    preferManagedMediaSource: true,
    // Asked for while a lecture starts, when the answer may be "not yet".
    manifestLoadPolicy: policy(10_000, 20_000, 6),
    // These two ride over a restart of the server, some 20 s.
    playlistLoadPolicy: policy(10_000, 20_000, 8),
    fragLoadPolicy: policy(5000, 60_000, 8),
  };
}

/**
 * The delay in seconds beyond which the player jumps to live instead of hurrying: room for a stall
 * or two over the target, and never so near to it that a long segment triggers it.
 */
export function maxLatency(targetLatency: number, targetDuration: number, parts: boolean): number {
  return parts ? Math.max(5, targetLatency + 4) : targetLatency + Math.max(6, 2 * targetDuration);
}
