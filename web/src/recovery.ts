// SPDX-License-Identifier: Apache-2.0
// What the player does about errors and stalls, pure: a ladder that gets rougher with each step.

/** How rough the remedy is: retry loading, reset the decoder, swap the codec too, start anew. */
export type Remedy = 'reload' | 'recover' | 'swap' | 'rebuild';
export type Trouble = 'network' | 'playlist' | 'media' | 'other';

export interface Recovery {
  mediaErrorsMs: readonly number[];
  /** Failures since the picture last moved. */
  failures: number;
  /** Where the picture was, and when it was last seen to move. */
  position: number;
  movedMs: number;
}

export interface Advice {
  recovery: Recovery;
  remedy: Remedy | null;
  afterMs: number;
}

const kMediaErrorWindowMs = 5000;
const kStallMs = 8000;
const kStallMaxMs = 60_000;

export function freshRecovery(nowMs: number): Recovery {
  return { mediaErrorsMs: [], failures: 0, position: 0, movedMs: nowMs };
}

/** 1, 2, 4 … up to 15 s, with a quarter of jitter; `random` is in [0, 1). */
export function retryDelay(failures: number, random: number): number {
  const base = Math.min(15_000, 1000 * 2 ** Math.min(failures, 10));
  return base * (0.75 + random / 2);
}

/** A fatal error of the player: what to do, and after how long. */
export function onFatal(
  recovery: Recovery,
  trouble: Trouble,
  nowMs: number,
  random: number,
): Advice {
  const failures = recovery.failures + 1;
  if (trouble === 'media') {
    const recent = recovery.mediaErrorsMs.filter((at) => nowMs - at < kMediaErrorWindowMs);
    const next = { ...recovery, failures, mediaErrorsMs: [...recent, nowMs] };
    if (recent.length === 0) return { recovery: next, remedy: 'recover', afterMs: 0 };
    if (recent.length === 1) return { recovery: next, remedy: 'swap', afterMs: 0 };
    const afterMs = Math.max(2000, retryDelay(recovery.failures - 2, random));
    return { recovery: { ...next, mediaErrorsMs: [] }, remedy: 'rebuild', afterMs };
  }
  const remedy = trouble === 'network' ? 'reload' : 'rebuild';
  // A playlist that is not there yet is worth asking for more often: the lecture is about to start.
  const wait = retryDelay(recovery.failures, random);
  const afterMs = trouble === 'playlist' ? Math.min(wait, 5000) : wait;
  return { recovery: { ...recovery, failures }, remedy, afterMs };
}

/** Called about once a second while the lecture is live: a picture that stands is started anew. */
export function onWatch(recovery: Recovery, nowMs: number, position: number): Advice {
  if (position !== recovery.position) {
    const moved = { ...recovery, position, movedMs: nowMs, failures: 0 };
    return { recovery: moved, remedy: null, afterMs: 0 };
  }
  const patience = Math.min(kStallMaxMs, kStallMs * 2 ** Math.min(recovery.failures, 5));
  if (nowMs - recovery.movedMs < patience) return { recovery, remedy: null, afterMs: 0 };
  const next = { ...recovery, failures: recovery.failures + 1, movedMs: nowMs };
  return { recovery: next, remedy: 'rebuild', afterMs: 0 };
}
