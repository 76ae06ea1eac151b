// SPDX-License-Identifier: Apache-2.0
// What the pages and the server say to each other: REST and socket types, and their checked readers.

export const streamStates = [
  'scheduled',
  'waiting',
  'joining',
  'live',
  'interrupted',
  'ended',
  'failed',
] as const;

export type StreamState = (typeof streamStates)[number];
export type Role = 'presenter' | 'participant' | 'listener';

/** One stream as `/api/v1/streams` describes it; times are unix milliseconds. */
export interface Stream {
  slug: string;
  title: string;
  state: StreamState;
  detail: string;
  code: string;
  startsAtMs: number | null;
  language: string;
  hlsUrl: string;
  liveUrl: string;
}

/** One line of chat. `id` is unique for ever; `text` is plain text and nothing else. */
export interface ChatLine {
  id: string;
  name: string;
  role: Role;
  text: string;
  atMs: number;
  origin: 'bbb' | 'page';
}

export interface Hello {
  type: 'hello';
  stream: Stream;
  nowMs: number;
  chat: ChatLine[];
  chatOpen: boolean;
  maxLength: number;
}

export type ServerMessage =
  | Hello
  | { type: 'state'; state: StreamState; detail: string; code: string; nowMs: number | null }
  | { type: 'chat'; line: ChatLine }
  | { type: 'sent'; clientId: string; id: string }
  | { type: 'refused'; clientId: string; code: string; detail: string }
  | { type: 'pong'; clientMs: number; nowMs: number }
  | { type: 'listeners'; count: number };

export type ClientMessage =
  | { type: 'say'; client_id: string; name: string; text: string }
  | { type: 'ping'; client_ms: number };

export type StreamReply =
  { kind: 'found'; stream: Stream } | { kind: 'missing' } | { kind: 'unreachable' };

type Fields = Record<string, unknown>;

function fields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : null;
}

function text(value: unknown, otherwise = ''): string {
  return typeof value === 'string' ? value : otherwise;
}

function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A moment given as RFC 3339 text or unix milliseconds. */
function moment(value: unknown): number | null {
  if (typeof value !== 'string') return finite(value);
  const parsed = Date.parse(value);
  return Number.isNaN(parsed) ? null : parsed;
}

function streamState(value: unknown): StreamState | null {
  return streamStates.find((state) => state === value) ?? null;
}

/** Reads a Stream; null when what came is not one. */
export function parseStream(value: unknown): Stream | null {
  const from = fields(value);
  const state = streamState(from?.['state']);
  const slug = text(from?.['slug']);
  if (!from || !state || !slug) return null;
  return {
    slug,
    state,
    title: text(from['title'], slug),
    detail: text(from['detail']),
    code: text(from['code']),
    startsAtMs: moment(from['starts_at']),
    language: text(from['language']),
    hlsUrl: localPath(from['hls_url']) ?? `/hls/${encodeURIComponent(slug)}/index.m3u8`,
    liveUrl: localPath(from['live_url']) ?? `/live/${encodeURIComponent(slug)}`,
  };
}

/** A web address the page may load or link to; anything else (`javascript:`, `data:`) is null. */
function localPath(value: unknown): string | null {
  const address = text(value);
  return /^(https?:\/\/|\/(?!\/))/i.test(address) ? address : null;
}

/** Reads one chat line; null when what came is not one. */
export function parseLine(value: unknown): ChatLine | null {
  const from = fields(value);
  const id = text(from?.['id']);
  if (!from || !id || typeof from['text'] !== 'string') return null;
  const role = from['role'];
  return {
    id,
    name: text(from['name']),
    role: role === 'presenter' || role === 'participant' ? role : 'listener',
    text: from['text'],
    atMs: finite(from['at_ms']) ?? 0,
    origin: from['origin'] === 'bbb' ? 'bbb' : 'page',
  };
}

function parseHello(from: Fields): Hello | null {
  const stream = parseStream(from);
  const nowMs = finite(from['now_ms']);
  if (!stream || nowMs === null) return null;
  const chat = Array.isArray(from['chat']) ? from['chat'] : [];
  return {
    type: 'hello',
    stream,
    nowMs,
    chat: chat.map(parseLine).filter((line) => line !== null),
    chatOpen: from['chat_open'] !== false,
    maxLength: finite(from['max_length']) ?? 500,
  };
}

type Reader = (from: Fields) => ServerMessage | null;

const readers: Record<string, Reader> = {
  hello: parseHello,
  state: (from) => {
    const state = streamState(from['state']);
    if (!state) return null;
    const said = { detail: text(from['detail']), code: text(from['code']) };
    return { type: 'state', state, ...said, nowMs: finite(from['now_ms']) };
  },
  chat: (from) => {
    const line = parseLine(from['line']);
    return line && { type: 'chat', line };
  },
  sent: (from) => {
    const [clientId, id] = [text(from['client_id']), text(from['id'])];
    return clientId && id ? { type: 'sent', clientId, id } : null;
  },
  refused: (from) => {
    const clientId = text(from['client_id']);
    const said = { code: text(from['code']), detail: text(from['detail']) };
    return clientId ? { type: 'refused', clientId, ...said } : null;
  },
  pong: (from) => {
    const [clientMs, nowMs] = [finite(from['client_ms']), finite(from['now_ms'])];
    return clientMs === null || nowMs === null ? null : { type: 'pong', clientMs, nowMs };
  },
  listeners: (from) => {
    const count = finite(from['count']);
    return count === null ? null : { type: 'listeners', count };
  },
};

/** Reads one frame of the socket; null for what we do not know, which a newer server may send. */
export function parseServerMessage(frame: string): ServerMessage | null {
  let from: Fields | null;
  try {
    from = fields(JSON.parse(frame));
  } catch {
    return null;
  }
  const reader = from && Object.hasOwn(readers, text(from['type'])) && readers[text(from['type'])];
  return from && reader ? reader(from) : null;
}

/** Asks for one stream. Never throws. */
export async function fetchStream(slug: string): Promise<StreamReply> {
  try {
    const reply = await fetch(`/api/v1/streams/${encodeURIComponent(slug)}`, { cache: 'no-store' });
    if (reply.status === 404) return { kind: 'missing' };
    const stream = reply.ok ? parseStream(await reply.json()) : null;
    return stream ? { kind: 'found', stream } : { kind: 'unreachable' };
  } catch {
    return { kind: 'unreachable' };
  }
}

/** Asks for all streams; null when the server did not answer with a list. Never throws. */
export async function fetchStreams(): Promise<Stream[] | null> {
  try {
    const reply = await fetch('/api/v1/streams', { cache: 'no-store' });
    const list = reply.ok ? fields(await reply.json())?.['streams'] : null;
    return Array.isArray(list) ? list.map(parseStream).filter((one) => one !== null) : null;
  } catch {
    return null;
  }
}

/** The address of a stream's socket, on the server this page came from. */
export function socketUrl(location: { protocol: string; host: string }, slug: string): string {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${location.host}/ws/live/${encodeURIComponent(slug)}`;
}
