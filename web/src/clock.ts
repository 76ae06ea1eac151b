// SPDX-License-Identifier: Apache-2.0
// Time, pure: the server's clock as seen from here, the delay of the picture, the countdown.

interface Sample {
  offsetMs: number;
  roundTripMs: number;
}

/** What is known of the server's clock. The sample with the shortest round trip is believed. */
export interface Clock {
  samples: readonly Sample[];
}

export const noClock: Clock = { samples: [] };

const kSamplesKept = 8;
/** A clock read from a message that answers nothing: its age is unknown, any ping is better. */
const kUnknownRoundTripMs = 10_000;

/** Adds an answered ping: sent and received by our clock, `serverMs` by the server's. */
export function withPing(
  clock: Clock,
  sentMs: number,
  receivedMs: number,
  serverMs: number,
): Clock {
  const roundTripMs = receivedMs - sentMs;
  if (roundTripMs < 0 || roundTripMs > kUnknownRoundTripMs) return clock;
  const offsetMs = serverMs + roundTripMs / 2 - receivedMs;
  return { samples: [...clock.samples, { offsetMs, roundTripMs }].slice(-kSamplesKept) };
}

/** Starts anew from a greeting, so that a step of either clock is not remembered. */
export function fromGreeting(receivedMs: number, serverMs: number): Clock {
  const offsetMs = serverMs - receivedMs;
  return { samples: [{ offsetMs, roundTripMs: kUnknownRoundTripMs }] };
}

/** Milliseconds to add to our clock to read the server's; 0 when nothing is known. */
export function clockOffset(clock: Clock): number {
  let best: Sample | null = null;
  for (const sample of clock.samples) {
    if (!best || sample.roundTripMs <= best.roundTripMs) best = sample;
  }
  return best?.offsetMs ?? 0;
}

/** How long ago, by the server's clock, the picture on screen was taken. Null when unknown. */
export function pictureDelay(clock: Clock, nowMs: number, pictureMs: number | null): number | null {
  if (pictureMs === null || !Number.isFinite(pictureMs) || clock.samples.length === 0) return null;
  return Math.max(0, nowMs + clockOffset(clock) - pictureMs);
}

/** A delay in words of the language: tenths below ten seconds, then whole seconds, then m:ss. */
export function formatDelay(delayMs: number, language: string): string {
  const seconds = delayMs / 1000;
  if (seconds >= 59.5) {
    const whole = Math.round(seconds);
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min`;
  }
  const digits = seconds < 9.95 ? 1 : 0;
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `${new Intl.NumberFormat(language, format).format(seconds)} s`;
}

export interface Countdown {
  days: number;
  hours: number;
  minutes: number;
  seconds: number;
  /** True from the announced moment on. */
  due: boolean;
}

/** What is left until a moment; rounds up, so that it reads 0:01 until the last second is over. */
export function countdown(untilMs: number, serverNowMs: number): Countdown {
  const left = Math.max(0, Math.ceil((untilMs - serverNowMs) / 1000));
  return {
    days: Math.floor(left / 86_400),
    hours: Math.floor(left / 3600) % 24,
    minutes: Math.floor(left / 60) % 60,
    seconds: left % 60,
    due: left === 0,
  };
}

/** The countdown as `hh:mm:ss` digits, hours included only when there are hours or days. */
export function formatCountdown(left: Countdown): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const tail = `${two(left.minutes)}:${two(left.seconds)}`;
  return left.days > 0 || left.hours > 0 ? `${two(left.hours)}:${tail}` : tail;
}

/** The countdown as an ISO 8601 duration, for `<time datetime>`. */
export function isoCountdown(left: Countdown): string {
  return `P${left.days}DT${left.hours}H${left.minutes}M${left.seconds}S`;
}
