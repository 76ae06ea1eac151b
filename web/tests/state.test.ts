// SPDX-License-Identifier: Apache-2.0
// The live page's machine: connections lost and found, states, what is sent when.
import { describe, expect, it } from 'vitest';
import type { Hello, ServerMessage, Stream, StreamState } from '../src/api';
import * as states from '../src/state';

function stream(state: StreamState = 'live'): Stream {
  return {
    ...{ slug: 'demo', title: 'Demo', state, detail: '', code: '', startsAtMs: null },
    ...{ language: 'fr', hlsUrl: '/hls/demo/index.m3u8', liveUrl: '/live/demo' },
  };
}

function hello(more: Partial<Hello> = {}): Hello {
  const rest = { nowMs: 0, chat: [], chatOpen: true, maxLength: 500 };
  return { type: 'hello', stream: stream(), ...rest, ...more };
}

/** Runs events through the machine and remembers what it wanted done. */
class Run {
  state = states.initialState;
  done: states.Effect[] = [];

  take(event: states.PageEvent): this {
    const next = states.step(this.state, event);
    this.state = next.state;
    this.done = next.effects;
    return this;
  }

  message(message: ServerMessage, nowMs: number): this {
    return this.take({ type: 'message', message, nowMs });
  }

  get names(): string[] {
    return this.done.map((effect) => effect.do);
  }

  get said(): string[] {
    return this.done.flatMap((effect) =>
      effect.do === 'send' && effect.message.type === 'say' ? [effect.message.text] : [],
    );
  }

  /** Ticks every 250 ms from `fromMs` on, and tells when something was wanted. */
  tickUntil(wanted: states.Effect['do'], fromMs: number, untilMs: number): number | null {
    for (let nowMs = fromMs; nowMs <= untilMs; nowMs += 250) {
      if (this.take({ type: 'tick', nowMs }).names.includes(wanted)) return nowMs;
    }
    return null;
  }
}

function greeted(): Run {
  const run = new Run();
  run.take({ type: 'start', nowMs: 0 }).take({ type: 'opened', nowMs: 10 });
  return run.message(hello(), 20);
}

describe('Socket', () => {
  it('connects at the start, once', () => {
    const run = new Run().take({ type: 'start', nowMs: 0 });
    expect(run.names).toEqual(['connect']);
    expect(run.take({ type: 'start', nowMs: 1 }).names).toEqual([]);
  });

  it('is connected when it is greeted, not when it opens', () => {
    const run = new Run().take({ type: 'start', nowMs: 0 }).take({ type: 'opened', nowMs: 1 });
    expect(states.isConnected(run.state)).toBe(false);
    expect(states.isConnected(run.message(hello(), 2).state)).toBe(true);
  });

  it('is tried again after a delay', () => {
    const run = greeted().take({ type: 'closed', nowMs: 1000, random: 0.5 });
    expect(states.isConnected(run.state)).toBe(false);
    expect(run.take({ type: 'tick', nowMs: 1100 }).names).not.toContain('connect');
    expect(run.tickUntil('connect', 1250, 5000)).toBe(1750);
  });

  it('waits longer after each failure, and shortly again after a greeting', () => {
    const run = greeted();
    const delays: number[] = [];
    let nowMs = 1000;
    for (let failure = 0; failure < 6; failure++) {
      run.take({ type: 'closed', nowMs, random: 1 });
      delays.push(run.state.link.retryMs - nowMs);
      nowMs = run.tickUntil('connect', nowMs, nowMs + 20_000) ?? NaN;
    }
    expect(delays).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
    run.take({ type: 'opened', nowMs }).message(hello(), nowMs);
    run.take({ type: 'closed', nowMs: nowMs + 1, random: 1 });
    expect(run.state.link.retryMs - nowMs - 1).toBe(1000);
  });

  it('spreads the tries of many pages', () => {
    expect(states.reconnectDelay(4, 0)).toBe(300);
    expect(states.reconnectDelay(4, 0.999)).toBeGreaterThan(14_000);
    expect(states.reconnectDelay(400, 1)).toBe(15_000);
  });

  it('does not wait longer because a socket that never greeted opened', () => {
    const run = greeted().take({ type: 'closed', nowMs: 100, random: 1 });
    run.tickUntil('connect', 100, 3000);
    run.take({ type: 'opened', nowMs: 3000 }).take({ type: 'closed', nowMs: 3001, random: 1 });
    expect(run.state.link.attempt).toBe(2);
  });

  it('is given up when it does not greet', () => {
    const run = new Run().take({ type: 'start', nowMs: 0 }).take({ type: 'opened', nowMs: 100 });
    expect(run.tickUntil('disconnect', 0, 20_000)).toBe(10_250);
  });

  it('is given up when it falls silent', () => {
    expect(greeted().tickUntil('disconnect', 250, 60_000)).toBe(40_250);
  });

  it('is kept while the server answers', () => {
    const run = greeted();
    for (let nowMs = 250; nowMs < 200_000; nowMs += 250) {
      run.take({ type: 'tick', nowMs });
      expect(run.names).not.toContain('disconnect');
      if (run.names.includes('send')) {
        run.message({ type: 'pong', clientMs: nowMs, nowMs }, nowMs + 20);
      }
    }
  });

  it('hears nothing from a socket that is closed', () => {
    const run = greeted().take({ type: 'closed', nowMs: 100, random: 0 });
    const before = run.state;
    expect(run.message({ type: 'listeners', count: 9 }, 101).state).toBe(before);
    expect(run.take({ type: 'closed', nowMs: 102, random: 0 }).state).toBe(before);
  });
});

describe('Ping', () => {
  it('comes with the greeting, then quickly, then seldom', () => {
    const run = greeted();
    expect(run.done).toEqual([{ do: 'send', message: { type: 'ping', client_ms: 20 } }]);
    const at: number[] = [];
    for (let nowMs = 250; nowMs < 30_000; nowMs += 250) {
      if (run.take({ type: 'tick', nowMs }).names.includes('send')) at.push(nowMs);
    }
    expect(at).toEqual([750, 1500, 2250, 17_250]);
  });

  it('makes the server’s clock known', () => {
    const run = greeted().message({ type: 'pong', clientMs: 1000, nowMs: 8010 }, 1020);
    expect(states.serverNow(run.state, 2000)).toBe(9000);
  });
});

describe('Poll', () => {
  it('asks at once when the first connection fails', () => {
    const run = new Run().take({ type: 'start', nowMs: 0 });
    expect(run.take({ type: 'closed', nowMs: 5, random: 0 }).names).toEqual(['poll']);
  });

  it('asks when the socket hangs', () => {
    const run = new Run().take({ type: 'start', nowMs: 0 });
    expect(run.tickUntil('poll', 0, 20_000)).toBe(2500);
  });

  it('leaves the server time to come back when something is shown', () => {
    const run = greeted().take({ type: 'closed', nowMs: 100, random: 0 });
    expect(run.names).toEqual([]);
    expect(run.tickUntil('poll', 100, 20_000)).toBe(2600);
  });

  it('goes on while there is no socket, and stops with the greeting', () => {
    const run = greeted().take({ type: 'closed', nowMs: 0, random: 0 });
    const first = run.tickUntil('poll', 0, 20_000) ?? 0;
    const second = run.tickUntil('poll', first + 250, 20_000) ?? 0;
    expect(second - first).toBe(5000);
    run.take({ type: 'opened', nowMs: second }).message(hello(), second);
    expect(run.tickUntil('poll', second, second + 30_000)).toBeNull();
  });

  it('shows the state it brings', () => {
    const run = greeted().take({ type: 'closed', nowMs: 0, random: 0 });
    const reply = { kind: 'found', stream: stream('interrupted') } as const;
    run.take({ type: 'polled', reply, nowMs: 10, random: 0 });
    expect(run.state.stream?.state).toBe('interrupted');
  });

  it('does not undo a newer greeting', () => {
    const run = greeted();
    const reply = { kind: 'found', stream: stream('waiting') } as const;
    expect(run.take({ type: 'polled', reply, nowMs: 30, random: 0 }).state.stream?.state).toBe(
      'live',
    );
  });

  it('keeps what is shown when the API does not answer', () => {
    const run = greeted().take({ type: 'closed', nowMs: 0, random: 0 });
    run.take({ type: 'polled', reply: { kind: 'unreachable' }, nowMs: 10, random: 0 });
    expect(run.state.stream?.state).toBe('live');
    expect(run.state.missing).toBe(false);
  });
});

describe('UnknownSlug', () => {
  function missing(): Run {
    const run = new Run().take({ type: 'start', nowMs: 0 });
    run.take({ type: 'closed', nowMs: 5, random: 0 });
    return run.take({ type: 'polled', reply: { kind: 'missing' }, nowMs: 10, random: 0 });
  }

  it('is said', () => {
    expect(missing().state.missing).toBe(true);
  });

  it('rests the socket and asks now and then', () => {
    const run = missing();
    expect(run.tickUntil('connect', 10, 9000)).toBeNull();
    expect(run.tickUntil('poll', 9000, 20_000)).toBe(10_250);
  });

  it('connects when the stream is created', () => {
    const reply = { kind: 'found', stream: stream('scheduled') } as const;
    const run = missing().take({ type: 'polled', reply, nowMs: 12_000, random: 0 });
    expect(run.names).toEqual(['connect']);
    expect(run.state).toMatchObject({ missing: false, stream: { state: 'scheduled' } });
  });
});

describe('StreamState', () => {
  it('changes with a message and keeps the rest', () => {
    const changed = { state: 'failed', detail: 'Why.', code: 'checksum_error', nowMs: 1 } as const;
    const run = greeted().message({ type: 'state', ...changed }, 30);
    expect(run.state.stream).toMatchObject({
      ...stream('failed'),
      detail: 'Why.',
      code: 'checksum_error',
    });
  });

  it('comes whole with each greeting', () => {
    const run = greeted().take({ type: 'closed', nowMs: 100, random: 0 });
    run.tickUntil('connect', 100, 5000);
    run.take({ type: 'opened', nowMs: 5000 }).message(hello({ stream: stream('ended') }), 5001);
    expect(run.state.stream?.state).toBe('ended');
  });

  it.each([
    ['scheduled', 'detach'],
    ['waiting', 'detach'],
    ['joining', 'keep'],
    ['live', 'attach'],
    ['interrupted', 'keep'],
    ['ended', 'finish'],
    ['failed', 'detach'],
  ] as const)('%s means %s to the player', (state, what) => {
    expect(states.playing(state)).toBe(what);
  });

  it('means nothing to the player while it is unknown', () => {
    expect(states.playing(null)).toBe('keep');
  });
});

describe('Say', () => {
  const say = { type: 'say', clientId: 'c1', name: 'Nour', text: 'hello' } as const;

  it('goes out at once on a connection', () => {
    const run = greeted().take({ ...say, nowMs: 50 });
    expect(run.said).toEqual(['hello']);
    expect(run.state.chat.entries[0]).toMatchObject({ delivery: 'pending', text: 'hello' });
  });

  it('waits for the greeting of the next connection', () => {
    const run = greeted()
      .take({ type: 'closed', nowMs: 40, random: 0 })
      .take({ ...say, nowMs: 50 });
    expect(run.said).toEqual([]);
    run.tickUntil('connect', 50, 5000);
    expect(run.take({ type: 'opened', nowMs: 5000 }).said).toEqual([]);
    expect(run.message(hello(), 5001).said).toEqual(['hello']);
  });

  it('goes out again with the same id when its answer was lost', () => {
    const run = greeted()
      .take({ ...say, nowMs: 50 })
      .take({ type: 'closed', nowMs: 60, random: 0 });
    run.tickUntil('connect', 60, 5000);
    run.take({ type: 'opened', nowMs: 5000 }).message(hello(), 5001);
    const frame = { type: 'say', client_id: 'c1', name: 'Nour', text: 'hello' };
    expect(run.done).toContainEqual({ do: 'send', message: frame });
  });

  it('does not go out again when the history has it', () => {
    const run = greeted()
      .take({ ...say, nowMs: 50 })
      .take({ type: 'closed', nowMs: 60, random: 0 });
    run.tickUntil('connect', 60, 5000);
    const own = {
      id: 's1',
      name: 'Nour',
      role: 'listener',
      text: 'hello',
      atMs: 5,
      origin: 'page',
    } as const;
    run.take({ type: 'opened', nowMs: 5000 }).message(hello({ chat: [own] }), 5001);
    expect(run.said).toEqual([]);
    expect(run.state.chat.entries).toHaveLength(1);
  });

  it('carries the server’s hour', () => {
    const run = greeted().message({ type: 'pong', clientMs: 100, nowMs: 60_100 }, 100);
    run.take({ ...say, nowMs: 200 });
    expect(run.state.chat.entries[0]?.atMs).toBe(60_200);
  });

  it('can be withdrawn', () => {
    const run = greeted().take({ ...say, nowMs: 50 });
    expect(run.take({ type: 'withdraw', clientId: 'c1' }).state.chat.entries).toEqual([]);
  });
});

describe('Tick', () => {
  it('changes nothing when there is nothing to do', () => {
    const run = greeted();
    const before = run.state;
    expect(run.take({ type: 'tick', nowMs: 30 }).state).toBe(before);
  });
});
