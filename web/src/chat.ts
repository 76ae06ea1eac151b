// SPDX-License-Identifier: Apache-2.0
// The chat, pure: history, lines of others, our own lines on their way, each shown once.
import type { ChatLine, ClientMessage } from './api';

export type Delivery = 'pending' | 'delivered' | 'refused';

/** One line as the page shows it. `key` never changes, `id` is the server's once it is known. */
export interface Entry {
  key: string;
  id: string | null;
  clientId: string | null;
  name: string;
  role: ChatLine['role'];
  text: string;
  atMs: number;
  delivery: Delivery;
  refusal: { code: string; detail: string } | null;
  /** When it was last sent, by our clock; null while it waits for a connection. */
  sentMs: number | null;
}

export interface Chat {
  open: boolean;
  maxLength: number;
  entries: readonly Entry[];
}

export const emptyChat: Chat = { open: true, maxLength: 500, entries: [] };

const kEntriesKept = 500;
/** A line without an answer is sent again; the server answers the same client id with the same id. */
const kSendAgainMs = 8000;

function entryOf(line: ChatLine): Entry {
  const { id, name, role, text, atMs } = line;
  const own = { clientId: null, delivery: 'delivered', refusal: null, sentMs: null } as const;
  return { key: id, id, name, role, text, atMs, ...own };
}

function trimmed(entries: readonly Entry[]): readonly Entry[] {
  return entries.length > kEntriesKept ? entries.slice(-kEntriesKept) : entries;
}

/** True when `line` can only be what we said and have not yet seen confirmed. */
function isOurs(entry: Entry, line: ChatLine): boolean {
  const waits = entry.delivery === 'pending' && entry.id === null;
  return waits && line.origin === 'page' && entry.name === line.name && entry.text === line.text;
}

function withEntryChanged(chat: Chat, index: number, change: Partial<Entry>): Chat {
  const entries = chat.entries.map((entry, at) => (at === index ? { ...entry, ...change } : entry));
  return { ...chat, entries };
}

/** Adds a line unless it is there; our own line coming back becomes the delivered one. */
export function withLine(chat: Chat, line: ChatLine): Chat {
  if (chat.entries.some((entry) => entry.id === line.id)) return chat;
  const ours = chat.entries.findIndex((entry) => isOurs(entry, line));
  if (ours >= 0) {
    return withEntryChanged(chat, ours, { id: line.id, atMs: line.atMs, delivery: 'delivered' });
  }
  return { ...chat, entries: trimmed([...chat.entries, entryOf(line)]) };
}

/** Merges the history of a greeting into what is shown: nothing twice, nothing moved. */
export function withHistory(chat: Chat, lines: readonly ChatLine[]): Chat {
  return lines.reduce(withLine, chat);
}

/** Adds what the listener just said, not yet sent. */
export function withSaid(
  chat: Chat,
  said: { clientId: string; name: string; text: string; atMs: number },
): Chat {
  const { clientId, name, text, atMs } = said;
  const entry: Entry = {
    ...{ key: clientId, id: null, clientId, name, role: 'listener', text, atMs },
    ...{ delivery: 'pending', refusal: null, sentMs: null },
  };
  return { ...chat, entries: trimmed([...chat.entries, entry]) };
}

/** The server has our line and calls it `id`. */
export function withSent(chat: Chat, clientId: string, id: string): Chat {
  const ours = chat.entries.findIndex((entry) => entry.clientId === clientId);
  const entry = chat.entries[ours];
  if (!entry || entry.id === id) return chat;
  if (entry.id !== null) return withSplit(chat, ours, id);
  const already = chat.entries.some((other) => other.id === id);
  if (already) return { ...chat, entries: chat.entries.filter((_, at) => at !== ours) };
  return withEntryChanged(chat, ours, { id, delivery: 'delivered' });
}

/** Somebody of our name said the same words first and was taken for us: both lines are kept. */
function withSplit(chat: Chat, index: number, id: string): Chat {
  const taken = chat.entries[index];
  if (!taken || chat.entries.some((entry) => entry.id === id)) return chat;
  const theirs = { ...taken, key: `${taken.id}`, clientId: null };
  const entries = [...chat.entries.slice(0, index), theirs, ...chat.entries.slice(index + 1)];
  return { ...chat, entries: [...entries, { ...taken, id, delivery: 'delivered' }] };
}

/** The server does not take our line, and says why. */
export function withRefused(chat: Chat, clientId: string, code: string, detail: string): Chat {
  const ours = chat.entries.findIndex((entry) => entry.clientId === clientId);
  if (chat.entries[ours]?.delivery !== 'pending') return chat;
  return withEntryChanged(chat, ours, { delivery: 'refused', refusal: { code, detail } });
}

/** Takes our own line away, so that it can be written again. */
export function without(chat: Chat, clientId: string): Chat {
  return { ...chat, entries: chat.entries.filter((entry) => entry.clientId !== clientId) };
}

/** The lines to send now: never sent on this connection, or not answered for too long. */
export function outbox(chat: Chat, nowMs: number): Entry[] {
  const due = (entry: Entry) => entry.sentMs === null || nowMs - entry.sentMs >= kSendAgainMs;
  return chat.entries.filter((entry) => entry.delivery === 'pending' && due(entry));
}

/** Notes that all of the outbox has been sent. */
export function withOutboxSent(chat: Chat, nowMs: number): Chat {
  const due = new Set(outbox(chat, nowMs));
  if (due.size === 0) return chat;
  const entries = chat.entries.map((entry) =>
    due.has(entry) ? { ...entry, sentMs: nowMs } : entry,
  );
  return { ...chat, entries };
}

/** A connection is gone: what it had not answered must be sent again on the next. */
export function withConnectionLost(chat: Chat): Chat {
  const waits = (entry: Entry) => entry.delivery === 'pending' && entry.sentMs !== null;
  if (!chat.entries.some(waits)) return chat;
  const entries = chat.entries.map((entry) => (waits(entry) ? { ...entry, sentMs: null } : entry));
  return { ...chat, entries };
}

/** The frame that says one of our lines. */
export function sayFrame(entry: Entry): ClientMessage {
  return {
    type: 'say',
    client_id: entry.clientId ?? entry.key,
    name: entry.name,
    text: entry.text,
  };
}

/** Characters as a person counts them in code points, which is what the limit is about. */
export function lengthOf(text: string): number {
  return [...text].length;
}
