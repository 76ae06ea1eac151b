// SPDX-License-Identifier: Apache-2.0
// What comes from outside is read with care: it is what it should be, or it is nothing.
import { describe, expect, it } from 'vitest';
import { parseLine, parseServerMessage, parseStream, socketUrl } from '../src/api';
import { routeOf } from '../src/route';
import { groupStreams } from '../src/streams';

const wire = {
  ...{ slug: 'demo', title: 'Démo', state: 'scheduled', detail: 'd', code: 'c', language: 'fr' },
  ...{ starts_at: '2026-03-01T10:00:00Z', hls_url: '/hls/demo/index.m3u8', live_url: '/live/demo' },
};

describe('Stream', () => {
  it('is read from the wire', () => {
    expect(parseStream(wire)).toEqual({
      ...{
        slug: 'demo',
        title: 'Démo',
        state: 'scheduled',
        detail: 'd',
        code: 'c',
        language: 'fr',
      },
      ...{
        startsAtMs: Date.UTC(2026, 2, 1, 10),
        hlsUrl: '/hls/demo/index.m3u8',
        liveUrl: '/live/demo',
      },
    });
  });

  it('may have no start, or a start in milliseconds', () => {
    expect(parseStream({ ...wire, starts_at: null })?.startsAtMs).toBeNull();
    expect(parseStream({ ...wire, starts_at: 5 })?.startsAtMs).toBe(5);
    expect(parseStream({ ...wire, starts_at: 'soon' })?.startsAtMs).toBeNull();
  });

  it('is nothing without a known state or a slug', () => {
    for (const wrong of [null, 3, [], {}, { ...wire, state: 'gone' }, { ...wire, slug: '' }]) {
      expect(parseStream(wrong)).toBeNull();
    }
  });

  it('has no address that runs a script', () => {
    const sly = { ...wire, live_url: 'javascript:alert(1)', hls_url: '//evil.example/x' };
    expect(parseStream(sly)).toMatchObject({
      liveUrl: '/live/demo',
      hlsUrl: '/hls/demo/index.m3u8',
    });
  });
});

describe('ServerMessage', () => {
  const read = (value: unknown) => parseServerMessage(JSON.stringify(value));

  it('reads a greeting, without the lines that are broken', () => {
    const good = { id: 'a', name: 'Ada', role: 'presenter', text: 'hi', at_ms: 1, origin: 'bbb' };
    const message = read({ type: 'hello', ...wire, now_ms: 7, chat: [good, { id: 1 }, null] });
    expect(message).toMatchObject({ type: 'hello', nowMs: 7, chatOpen: true, maxLength: 500 });
    expect(message?.type === 'hello' && message.chat.map((line) => line.id)).toEqual(['a']);
  });

  it('reads each other type', () => {
    expect(read({ type: 'state', state: 'live', detail: '', code: '', now_ms: 1 })?.type).toBe(
      'state',
    );
    expect(read({ type: 'sent', client_id: 'c', id: 'i' })).toEqual({
      type: 'sent',
      clientId: 'c',
      id: 'i',
    });
    expect(read({ type: 'refused', client_id: 'c', code: 'empty' })).toMatchObject({
      code: 'empty',
      detail: '',
    });
    expect(read({ type: 'pong', client_ms: 1, now_ms: 2 })).toEqual({
      type: 'pong',
      clientMs: 1,
      nowMs: 2,
    });
    expect(read({ type: 'listeners', count: 2 })).toEqual({ type: 'listeners', count: 2 });
  });

  it('is nothing when it is broken, unknown, or named after a method of objects', () => {
    for (const frame of [
      '',
      '{',
      'null',
      '[]',
      '"hello"',
      '{"type":"constructor"}',
      '{"type":"new"}',
    ]) {
      expect(parseServerMessage(frame)).toBeNull();
    }
    expect(read({ type: 'hello', slug: 'demo' })).toBeNull();
    expect(read({ type: 'pong', client_ms: 'x', now_ms: 2 })).toBeNull();
    expect(read({ type: 'chat', line: { id: 'a' } })).toBeNull();
  });

  it('takes an unknown role for a listener', () => {
    expect(parseLine({ id: 'a', text: '', role: 'root' })?.role).toBe('listener');
  });
});

describe('Addresses', () => {
  it('put the socket beside the page', () => {
    expect(socketUrl({ protocol: 'https:', host: 'h' }, 'a b')).toBe('wss://h/ws/live/a%20b');
    expect(socketUrl({ protocol: 'http:', host: 'h:8080' }, 'x')).toBe('ws://h:8080/ws/live/x');
  });

  it('name a page', () => {
    expect(routeOf('/')).toEqual({ page: 'start' });
    expect(routeOf('/live/')).toEqual({ page: 'start' });
    expect(routeOf('/live/demo/')).toEqual({ page: 'live', slug: 'demo' });
    expect(routeOf('/live/caf%C3%A9')).toEqual({ page: 'live', slug: 'café' });
    expect(routeOf('/live/%')).toEqual({ page: 'missing' });
    expect(routeOf('/live/a/b')).toEqual({ page: 'missing' });
  });
});

describe('StartPage', () => {
  const at = (slug: string, state: string, starts_at: number | null = null) =>
    parseStream({ ...wire, slug, title: slug, state, starts_at });
  const groups = (...all: ReturnType<typeof at>[]) =>
    groupStreams(all.filter((one) => one !== null)).map((group) => [
      group.name,
      group.streams.map((stream) => stream.slug).join(' '),
    ]);

  it('puts what is on air first, the next to start first, the last to end first', () => {
    const all = [
      at('p1', 'ended', 1),
      at('p2', 'ended', 2),
      at('s2', 'scheduled', 9),
      at('s1', 'waiting', 5),
    ];
    expect(groups(...all, at('b', 'live'), at('a', 'interrupted'), at('f', 'failed'))).toEqual([
      ['now', 'a b'],
      ['next', 's1 s2 f'],
      ['past', 'p2 p1'],
    ]);
  });

  it('leaves out what is empty', () => {
    expect(groups()).toEqual([]);
  });
});
