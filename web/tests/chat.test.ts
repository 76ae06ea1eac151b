// SPDX-License-Identifier: Apache-2.0
// The chat: each line once, nothing lost, whatever comes in which order.
import { describe, expect, it } from 'vitest';
import type { ChatLine } from '../src/api';
import * as chats from '../src/chat';

function line(id: string, text = id, more: Partial<ChatLine> = {}): ChatLine {
  return { id, name: 'Ada', role: 'presenter', text, atMs: 0, origin: 'bbb', ...more };
}

const mine = { name: 'Nour', role: 'listener', origin: 'page' } as const;

function said(text = 'hello', clientId = 'c1'): chats.Chat {
  return chats.withSaid(chats.emptyChat, { clientId, name: 'Nour', text, atMs: 5 });
}

function ids(chat: chats.Chat): (string | null)[] {
  return chat.entries.map((entry) => entry.id);
}

describe('ChatMerge', () => {
  it('shows a line once however often it comes', () => {
    const once = chats.withLine(chats.emptyChat, line('a'));
    expect(chats.withLine(once, line('a'))).toBe(once);
  });

  it('adds what was missed to what is shown, in order', () => {
    const shown = chats.withHistory(chats.emptyChat, [line('a'), line('b')]);
    expect(ids(chats.withHistory(shown, [line('b'), line('c'), line('d')]))).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });

  it('keeps lines that have left the server’s history', () => {
    const shown = chats.withHistory(chats.emptyChat, [line('a')]);
    expect(ids(chats.withHistory(shown, [line('b')]))).toEqual(['a', 'b']);
  });

  it('keeps the same words of two people apart', () => {
    const both = chats.withHistory(chats.emptyChat, [line('a', 'yes'), line('b', 'yes')]);
    expect(both.entries).toHaveLength(2);
  });

  it('lets go of the oldest beyond five hundred', () => {
    const many = Array.from({ length: 510 }, (_, at) => line(`n${at}`));
    const chat = chats.withHistory(chats.emptyChat, many);
    expect(chat.entries).toHaveLength(500);
    expect(chat.entries[0]?.id).toBe('n10');
  });
});

describe('OwnLine', () => {
  it('is pending until the server names it', () => {
    expect(said().entries[0]).toMatchObject({ delivery: 'pending', id: null, key: 'c1' });
    const sent = chats.withSent(said(), 'c1', 's1');
    expect(sent.entries[0]).toMatchObject({ delivery: 'delivered', id: 's1', key: 'c1' });
  });

  it('is shown once when it comes back before its answer', () => {
    const back = chats.withLine(said(), line('s1', 'hello', mine));
    const sent = chats.withSent(back, 'c1', 's1');
    expect(ids(sent)).toEqual(['s1']);
    expect(sent.entries[0]).toMatchObject({ key: 'c1', delivery: 'delivered' });
  });

  it('is shown once when it comes back after its answer', () => {
    const sent = chats.withSent(said(), 'c1', 's1');
    expect(ids(chats.withLine(sent, line('s1', 'hello', mine)))).toEqual(['s1']);
  });

  it('is shown once when the server changed its words', () => {
    const back = chats.withLine(said(' hello '), line('s1', 'hello', mine));
    expect(back.entries).toHaveLength(2);
    expect(ids(chats.withSent(back, 'c1', 's1'))).toEqual(['s1']);
  });

  it('is found in the history after a reconnect', () => {
    const back = chats.withHistory(said(), [line('a'), line('s1', 'hello', mine)]);
    expect(back.entries.filter((entry) => entry.text === 'hello')).toHaveLength(1);
    expect(chats.outbox(back, 0)).toEqual([]);
  });

  it('is not lost to a namesake who said the same words first', () => {
    const taken = chats.withLine(said(), line('other', 'hello', mine));
    const sent = chats.withSent(taken, 'c1', 's1');
    expect(ids(sent)).toEqual(['other', 's1']);
    expect(new Set(sent.entries.map((entry) => entry.key)).size).toBe(2);
  });

  it('is not taken for the same words said in the room', () => {
    const chat = chats.withLine(said(), line('a', 'hello', { ...mine, origin: 'bbb' }));
    expect(chat.entries).toHaveLength(2);
  });

  it('says why it was refused, and can be withdrawn', () => {
    const refused = chats.withRefused(said(), 'c1', 'too_fast', 'Wait.');
    expect(refused.entries[0]).toMatchObject({
      delivery: 'refused',
      refusal: { code: 'too_fast' },
    });
    expect(chats.outbox(refused, 1e9)).toEqual([]);
    expect(chats.without(refused, 'c1').entries).toEqual([]);
  });

  it('stays delivered when a late refusal comes', () => {
    const sent = chats.withSent(said(), 'c1', 's1');
    expect(chats.withRefused(sent, 'c1', 'too_fast', '')).toBe(sent);
  });

  it('ignores answers to lines it does not know', () => {
    const chat = said();
    expect(chats.withSent(chat, 'c9', 's9')).toBe(chat);
    expect(chats.withRefused(chat, 'c9', 'empty', '')).toBe(chat);
  });
});

describe('Outbox', () => {
  it('holds a new line until it was sent', () => {
    expect(chats.outbox(said(), 0)).toHaveLength(1);
    expect(chats.outbox(chats.withOutboxSent(said(), 0), 100)).toEqual([]);
  });

  it('sends again what had no answer for eight seconds', () => {
    const sent = chats.withOutboxSent(said(), 1000);
    expect(chats.outbox(sent, 8999)).toEqual([]);
    expect(chats.outbox(sent, 9000)).toHaveLength(1);
  });

  it('sends again with the same client id after the connection was lost', () => {
    const lost = chats.withConnectionLost(chats.withOutboxSent(said(), 1000));
    const frames = chats.outbox(lost, 1001).map(chats.sayFrame);
    expect(frames).toEqual([{ type: 'say', client_id: 'c1', name: 'Nour', text: 'hello' }]);
  });

  it('keeps the order in which lines were said', () => {
    const two = chats.withSaid(said('one'), { clientId: 'c2', name: 'Nour', text: 'two', atMs: 6 });
    expect(chats.outbox(two, 0).map((entry) => entry.text)).toEqual(['one', 'two']);
  });
});

describe('Length', () => {
  it('counts an emoji as one', () => {
    expect(chats.lengthOf('é🎓')).toBe(2);
  });
});
