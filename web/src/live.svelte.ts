// SPDX-License-Identifier: Apache-2.0
// Joins the pure machine of `state.ts` to the world: socket, clock, timers. One per live page.
import { fetchStream, parseServerMessage, socketUrl } from './api';
import { pictureDelay } from './clock';
import {
  initialState,
  serverNow,
  step,
  type Effect,
  type PageEvent,
  type PageState,
} from './state';

const kTickMs = 250;

/** Unix milliseconds that never step back while the page is open. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

/** The live page's state, kept true until `close`. Read `page` in components: it is reactive. */
export class LiveSession {
  page = $state.raw<PageState>(initialState);
  /** The server's clock, renewed each second: countdowns read it. */
  serverNowMs = $state(nowMs());
  private socket_: WebSocket | null = null;
  private timer_ = 0;
  private wholeSecond_ = 0;

  constructor(private readonly slug_: string) {
    this.timer_ = window.setInterval(() => this.tick_(), kTickMs);
    this.take({ type: 'start', nowMs: nowMs() });
  }

  close(): void {
    window.clearInterval(this.timer_);
    this.dropSocket_();
  }

  take(event: PageEvent): void {
    const next = step(this.page, event);
    this.page = next.state;
    for (const effect of next.effects) this.perform_(effect);
  }

  say(name: string, text: string): void {
    this.take({ type: 'say', clientId: newId(), name, text, nowMs: nowMs() });
  }

  withdraw(clientId: string): void {
    this.take({ type: 'withdraw', clientId });
  }

  /** The delay of a picture taken at `pictureMs`, or null. */
  delayOf(pictureMs: number | null): number | null {
    return pictureDelay(this.page.clock, nowMs(), pictureMs);
  }

  private tick_(): void {
    const now = nowMs();
    this.take({ type: 'tick', nowMs: now });
    const server = serverNow(this.page, now);
    const second = Math.floor(server / 1000);
    if (second === this.wholeSecond_) return;
    this.wholeSecond_ = second;
    this.serverNowMs = server;
  }

  private perform_(effect: Effect): void {
    if (effect.do === 'connect') return this.connect_();
    if (effect.do === 'disconnect') return this.dropSocket_();
    if (effect.do === 'poll') return void this.poll_();
    if (this.socket_?.readyState === WebSocket.OPEN) {
      this.socket_.send(JSON.stringify(effect.message));
    }
  }

  private connect_(): void {
    this.dropSocket_();
    const socket = new WebSocket(socketUrl(window.location, this.slug_));
    this.socket_ = socket;
    const current = (event: () => PageEvent | null) => () => {
      const made = this.socket_ === socket ? event() : null;
      if (made) this.take(made);
    };
    socket.onopen = current(() => ({ type: 'opened', nowMs: nowMs() }));
    socket.onclose = current(() => ({ type: 'closed', nowMs: nowMs(), random: Math.random() }));
    socket.onmessage = (frame: MessageEvent<unknown>) => {
      const message = typeof frame.data === 'string' ? parseServerMessage(frame.data) : null;
      if (message) current(() => ({ type: 'message', message, nowMs: nowMs() }))();
    };
  }

  /** Whatever the old socket still says is not heard. */
  private dropSocket_(): void {
    const socket = this.socket_;
    this.socket_ = null;
    socket?.close();
  }

  private async poll_(): Promise<void> {
    const reply = await fetchStream(this.slug_);
    this.take({ type: 'polled', reply, nowMs: nowMs(), random: Math.random() });
  }
}

/** A UUID; `randomUUID` exists on secure origins only, and a lecture may be tried over plain HTTP. */
function newId(): string {
  if ('randomUUID' in crypto) return crypto.randomUUID();
  const bytes = new Uint8Array(16);
  globalThis.crypto.getRandomValues(bytes);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
