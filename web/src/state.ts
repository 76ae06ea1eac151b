// SPDX-License-Identifier: Apache-2.0
// The live page as a pure machine: an event goes in, the next state and what to do come out.
import type { ClientMessage, Hello, ServerMessage, Stream, StreamReply, StreamState } from './api';
import * as chats from './chat';
import * as clocks from './clock';

/** The socket. `waiting` has a moment at which it is tried again. */
export interface Link {
  phase: 'idle' | 'connecting' | 'open' | 'waiting';
  /** Failed tries since the last greeting. */
  attempt: number;
  retryMs: number;
  pollMs: number;
  pingMs: number;
  pingsSent: number;
  /** When the socket last changed phase or said something. */
  heardMs: number;
}

export interface PageState {
  stream: Stream | null;
  /** No stream has this slug. Asked again from time to time: it may be created. */
  missing: boolean;
  listeners: number | null;
  link: Link;
  clock: clocks.Clock;
  chat: chats.Chat;
}

export type PageEvent =
  | { type: 'start'; nowMs: number }
  | { type: 'opened'; nowMs: number }
  | { type: 'closed'; nowMs: number; random: number }
  | { type: 'message'; message: ServerMessage; nowMs: number }
  | { type: 'polled'; reply: StreamReply; nowMs: number; random: number }
  | { type: 'tick'; nowMs: number }
  | { type: 'say'; clientId: string; name: string; text: string; nowMs: number }
  | { type: 'withdraw'; clientId: string };

export type Effect =
  | { do: 'connect' }
  | { do: 'disconnect' }
  | { do: 'poll' }
  | { do: 'send'; message: ClientMessage };

export interface Step {
  state: PageState;
  effects: Effect[];
}

const kGreetingDeadlineMs = 10_000;
/** Longer than two pings: a socket this quiet is dead although nobody closed it. */
const kSilenceMs = 40_000;
const kPingMs = 15_000;
/** The first pings come quickly, to know the clock while the picture starts. */
const kFirstPings = 4;
const kFirstPingMs = 700;
const kPollMs = 5000;
const kPollMissingMs = 10_000;

export const initialState: PageState = {
  stream: null,
  missing: false,
  listeners: null,
  link: {
    ...{ phase: 'idle', attempt: 0, retryMs: 0, pollMs: Infinity },
    ...{ pingMs: Infinity, pingsSent: 0, heardMs: 0 },
  },
  clock: clocks.noClock,
  chat: chats.emptyChat,
};

/** Full jitter between 0.3 s and a ceiling that doubles up to 15 s; `random` is in [0, 1). */
export function reconnectDelay(attempt: number, random: number): number {
  const ceiling = Math.min(15_000, 1000 * 2 ** Math.min(attempt, 10));
  return 300 + random * (ceiling - 300);
}

/** True when the server talks to us, so that what we show is what is. */
export function isConnected(state: PageState): boolean {
  return state.link.phase === 'open' && state.link.attempt === 0 && state.stream !== null;
}

/** The server's clock at our `nowMs`. */
export function serverNow(state: PageState, nowMs: number): number {
  return nowMs + clocks.clockOffset(state.clock);
}

function only(state: PageState, ...effects: Effect[]): Step {
  return { state, effects };
}

function withLink(state: PageState, link: Partial<Link>): PageState {
  return { ...state, link: { ...state.link, ...link } };
}

function connecting(state: PageState, nowMs: number): Step {
  return only(withLink(state, { phase: 'connecting', heardMs: nowMs }), { do: 'connect' });
}

function onStart(state: PageState, nowMs: number): Step {
  if (state.link.phase !== 'idle') return only(state);
  // A network that swallows web sockets must not leave the page empty.
  return connecting(withLink(state, { pollMs: nowMs + kPollMs / 2 }), nowMs);
}

function onOpened(state: PageState, nowMs: number): Step {
  if (state.link.phase !== 'connecting') return only(state);
  return only(withLink(state, { phase: 'open', heardMs: nowMs }));
}

function onClosed(state: PageState, nowMs: number, random: number): Step {
  if (state.link.phase === 'waiting' || state.link.phase === 'idle') return only(state);
  const { attempt, pollMs } = state.link;
  const retryMs = nowMs + reconnectDelay(attempt, random);
  // An unknown slug is refused without a reason a page can read, so the API is asked at once. Who
  // already shows a stream waits a little: after a restart the socket is often back before that.
  const asks = attempt === 0 && state.stream === null;
  const next = withLink(state, {
    ...{ phase: 'waiting', attempt: attempt + 1, retryMs, pingMs: Infinity },
    pollMs: attempt === 0 ? nowMs + kPollMs * (0.5 + random) : pollMs,
  });
  const chat = chats.withConnectionLost(next.chat);
  return only({ ...next, chat }, ...(asks ? [{ do: 'poll' } as const] : []));
}

/** Sends what waits in the outbox, if there is a connection that greeted us. */
function flushed(state: PageState, nowMs: number): Step {
  if (!isConnected(state)) return only(state);
  const due = chats.outbox(state.chat, nowMs);
  if (due.length === 0) return only(state);
  const effects = due.map((entry): Effect => ({ do: 'send', message: chats.sayFrame(entry) }));
  return only({ ...state, chat: chats.withOutboxSent(state.chat, nowMs) }, ...effects);
}

function pinged(state: PageState, nowMs: number): Step {
  if (state.link.phase !== 'open' || nowMs < state.link.pingMs) return only(state);
  const pingsSent = state.link.pingsSent + 1;
  const pingMs = nowMs + (pingsSent < kFirstPings ? kFirstPingMs : kPingMs);
  const ping: Effect = { do: 'send', message: { type: 'ping', client_ms: nowMs } };
  return only(withLink(state, { pingMs, pingsSent }), ping);
}

function chain(step: Step, next: (state: PageState) => Step): Step {
  const after = next(step.state);
  return { state: after.state, effects: [...step.effects, ...after.effects] };
}

function onHello(state: PageState, hello: Hello, nowMs: number): Step {
  const { chatOpen: open, maxLength } = hello;
  const greeted = withLink(state, {
    ...{ phase: 'open', attempt: 0, pollMs: Infinity, pingMs: nowMs, pingsSent: 0 },
  });
  const chat = chats.withHistory({ ...state.chat, open, maxLength }, hello.chat);
  const clock = clocks.fromGreeting(nowMs, hello.nowMs);
  const next = { ...greeted, stream: hello.stream, missing: false, chat, clock };
  return chain(pinged(next, nowMs), (after) => flushed(after, nowMs));
}

function onMessage(before: PageState, message: ServerMessage, nowMs: number): Step {
  if (before.link.phase !== 'open') return only(before);
  const state = withLink(before, { heardMs: nowMs });
  const { chat, stream } = state;
  switch (message.type) {
    case 'hello':
      return onHello(state, message, nowMs);
    case 'state': {
      const { state: now, detail, code } = message;
      return only(stream ? { ...state, stream: { ...stream, state: now, detail, code } } : state);
    }
    case 'chat':
      return only({ ...state, chat: chats.withLine(chat, message.line) });
    case 'sent':
      return only({ ...state, chat: chats.withSent(chat, message.clientId, message.id) });
    case 'refused': {
      const { clientId, code, detail } = message;
      return only({ ...state, chat: chats.withRefused(chat, clientId, code, detail) });
    }
    case 'pong': {
      const clock = clocks.withPing(state.clock, message.clientMs, nowMs, message.nowMs);
      return only({ ...state, clock });
    }
    case 'listeners':
      return only({ ...state, listeners: message.count });
  }
}

function onPolled(state: PageState, reply: StreamReply, nowMs: number, random: number): Step {
  // An answer that comes after the socket's greeting is older than the greeting.
  if (isConnected(state)) return only(state);
  const every = reply.kind === 'missing' ? kPollMissingMs : kPollMs;
  const next = withLink(state, { pollMs: nowMs + every * (1 + random / 2) });
  if (reply.kind === 'missing') return only({ ...next, missing: true });
  if (reply.kind === 'unreachable') return only(next);
  const found = { ...next, missing: false, stream: reply.stream };
  return state.missing && next.link.phase === 'waiting' ? connecting(found, nowMs) : only(found);
}

function dropped(state: PageState, nowMs: number): Step {
  const closed = onClosed(state, nowMs, 0.5);
  return { state: closed.state, effects: [{ do: 'disconnect' }, ...closed.effects] };
}

function onTick(state: PageState, nowMs: number): Step {
  const { phase, heardMs, retryMs, pollMs } = state.link;
  if (phase === 'idle') return only(state);
  const greeted = phase === 'open' && isConnected(state);
  const deadline = greeted ? kSilenceMs : kGreetingDeadlineMs;
  if (phase !== 'waiting' && nowMs - heardMs >= deadline) return dropped(state, nowMs);
  let step = only(state);
  if (nowMs >= pollMs && !isConnected(state)) {
    step = only(withLink(state, { pollMs: nowMs + kPollMs }), { do: 'poll' });
  }
  if (phase === 'waiting' && nowMs >= retryMs && !state.missing) {
    return chain(step, (next) => connecting(next, nowMs));
  }
  return chain(
    chain(step, (next) => pinged(next, nowMs)),
    (next) => flushed(next, nowMs),
  );
}

/** The next state and what to do about it. */
export function step(state: PageState, event: PageEvent): Step {
  switch (event.type) {
    case 'start':
      return onStart(state, event.nowMs);
    case 'opened':
      return onOpened(state, event.nowMs);
    case 'closed':
      return onClosed(state, event.nowMs, event.random);
    case 'message':
      return onMessage(state, event.message, event.nowMs);
    case 'polled':
      return onPolled(state, event.reply, event.nowMs, event.random);
    case 'tick':
      return onTick(state, event.nowMs);
    case 'say': {
      const { clientId, name, text, nowMs } = event;
      const said = { clientId, name, text, atMs: serverNow(state, nowMs) };
      return flushed({ ...state, chat: chats.withSaid(state.chat, said) }, nowMs);
    }
    case 'withdraw':
      return only({ ...state, chat: chats.without(state.chat, event.clientId) });
  }
}

/** What the player has to do in a state of the stream. `keep` changes nothing. */
export type Playing = 'attach' | 'keep' | 'finish' | 'detach';

/** The picture survives an interruption and a new start; it plays out when the lecture ends. */
export function playing(state: StreamState | null): Playing {
  switch (state) {
    case 'live':
      return 'attach';
    case 'ended':
      return 'finish';
    case 'scheduled':
    case 'waiting':
    case 'failed':
      return 'detach';
    default:
      return 'keep';
  }
}
