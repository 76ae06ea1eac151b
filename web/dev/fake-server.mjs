// SPDX-License-Identifier: Apache-2.0
// A stand-in for `amphi serve`, for work on the pages only: REST, socket, a moving picture.
//
//   npm run build && npm run fake             → http://127.0.0.1:8090 (FAKE_PORT=0 for any port)
//   AMPHI_SERVER=http://127.0.0.1:8090 npm run dev     for the same with Vite's reload
//
// There is one stream per state, named after it (/live/scheduled, /live/failed…), and `demo`.
// A picture needs ffmpeg; it is ordinary HLS, two to six seconds behind. Switches:
//
//   curl -d '{"slug":"demo","state":"interrupted","detail":"…","code":"…"}' :8090/dev/state
//   curl -d '{"slug":"demo","name":"Ada","role":"presenter","text":"Bonjour"}' :8090/dev/chat
//   curl -d '{"sockets":false}' :8090/dev/net      refuse sockets, and cut those that are open
//   curl -d '{"hls":false}' :8090/dev/net          answer 503 for all media
//
// A line that says "refuse" is refused; one that says "ignore" gets no answer the first time.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const media = mkdtempSync(join(tmpdir(), 'amphi-fake-'));
const net = { sockets: true, hls: true };
const failed =
  'BigBlueButton refuses our secret. Ask the administrator to check [bbb] secret in amphi.toml.';
const states = ['scheduled', 'waiting', 'joining', 'live', 'interrupted', 'ended', 'failed'];
const streams = new Map();

function addStream(slug, title, state, more = {}) {
  const stream = {
    ...{ slug, title, state, detail: '', code: '', starts_at: null, language: 'fr' },
    ...{ meeting_id: slug, hls_url: `/hls/${slug}/index.m3u8`, live_url: `/live/${slug}` },
    ...{ created_at: new Date().toISOString(), ...more },
  };
  streams.set(slug, {
    stream,
    lines: [],
    answered: new Map(),
    ignored: new Set(),
    sockets: new Set(),
  });
}

addStream('demo', 'Démonstration Amphi', 'live');
for (const state of states) addStream(state, `Thermodynamique 2, cours 7 (${state})`, state);
streams.get('scheduled').stream.starts_at = new Date(Date.now() + 93_784_000).toISOString();
Object.assign(streams.get('failed').stream, { detail: failed, code: 'checksum_error' });

const policy = [
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
  "connect-src 'self'; media-src 'self' blob:; worker-src 'self'; base-uri 'none'",
  "form-action 'none'; frame-ancestors 'self'",
].join('; ');
const types = {
  ...{ '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css' },
  ...{ '.svg': 'image/svg+xml', '.m3u8': 'application/vnd.apple.mpegurl' },
  ...{ '.mp4': 'video/mp4', '.m4s': 'video/iso.segment' },
};

function sendFile(reply, file) {
  if (!existsSync(file)) return reply.writeHead(404).end();
  const type = types[extname(file)] ?? 'application/octet-stream';
  reply.writeHead(200, {
    'Content-Type': type,
    'Content-Security-Policy': policy,
    'Cache-Control': 'no-cache',
  });
  createReadStream(file)
    .on('error', () => reply.destroy())
    .pipe(reply);
}

function sendJson(reply, value, status = 200) {
  reply.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

function broadcast(room, message) {
  for (const socket of room.sockets) socket.send(JSON.stringify(message));
}

function addLine(room, line) {
  const whole = { id: randomUUID(), at_ms: Date.now(), ...line };
  room.lines.push(whole);
  broadcast(room, { type: 'chat', line: whole });
  return whole.id;
}

function onSwitch(path, body) {
  const room = streams.get(body.slug ?? 'demo');
  if (path === '/dev/state') {
    const { state, detail = '', code = '', starts_at } = body;
    Object.assign(room.stream, { state, detail, code }, starts_at && { starts_at });
    broadcast(room, { type: 'state', state, detail, code, now_ms: Date.now() });
  } else if (path === '/dev/chat') {
    const { name, role = 'participant', text } = body;
    addLine(room, { name, role, text, origin: 'bbb' });
  } else if (path === '/dev/net') {
    Object.assign(net, body);
    if (!net.sockets)
      for (const { sockets } of streams.values()) sockets.forEach((one) => one.terminate());
  }
}

function onRequest(request, reply) {
  const path = normalize(new URL(request.url, 'http://x').pathname);
  if (request.method === 'POST' && path.startsWith('/dev/')) {
    let body = '';
    request.on('data', (bytes) => (body += bytes));
    request.on('end', () => (onSwitch(path, JSON.parse(body)), reply.writeHead(204).end()));
    return;
  }
  if (path === '/api/v1/streams')
    return sendJson(reply, { streams: [...streams.values()].map((room) => room.stream) });
  const slug = /^\/api\/v1\/streams\/([^/]+)$/.exec(path)?.[1];
  if (slug) {
    const room = streams.get(slug);
    const problem = {
      type: 'about:blank',
      title: 'Not found',
      status: 404,
      code: 'unknown_stream',
    };
    return room ? sendJson(reply, room.stream) : sendJson(reply, problem, 404);
  }
  if (path.startsWith('/hls/')) {
    return net.hls
      ? sendFile(reply, join(media, path.split('/').slice(3).join('/')))
      : reply.writeHead(503).end();
  }
  sendFile(reply, path.startsWith('/assets/') ? join(dist, path) : join(dist, 'index.html'));
}

function onSay(room, socket, { client_id, name, text }) {
  const answer = (message) => socket.send(JSON.stringify({ ...message, client_id }));
  if (room.answered.has(client_id))
    return answer({ type: 'sent', id: room.answered.get(client_id) });
  if (text.includes('ignore') && !room.ignored.has(client_id)) return room.ignored.add(client_id);
  if (text.includes('refuse'))
    return answer({ type: 'refused', code: 'too_fast', detail: 'Too fast.' });
  const id = addLine(room, { name, role: 'listener', text, origin: 'page' });
  room.answered.set(client_id, id);
  answer({ type: 'sent', id });
}

function onSocket(room, socket) {
  room.sockets.add(socket);
  const { created_at: _, meeting_id: __, live_url: ___, ...stream } = room.stream;
  const chat = {
    chat: room.lines.slice(-100),
    chat_open: stream.state !== 'ended',
    max_length: 500,
  };
  socket.send(JSON.stringify({ type: 'hello', ...stream, now_ms: Date.now(), ...chat }));
  broadcast(room, { type: 'listeners', count: room.sockets.size });
  socket.on('message', (frame) => {
    const message = JSON.parse(frame);
    if (message.type === 'say') onSay(room, socket, message);
    if (message.type === 'ping') {
      socket.send(
        JSON.stringify({ type: 'pong', client_ms: message.client_ms, now_ms: Date.now() }),
      );
    }
  });
  socket.on('close', () => {
    room.sockets.delete(socket);
    broadcast(room, { type: 'listeners', count: room.sockets.size });
  });
}

const picture = [
  ...[
    '-re',
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=640x360:rate=15',
    '-re',
    '-f',
    'lavfi',
    '-i',
    'sine=beep_factor=4',
  ],
  ...[
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-tune',
    'zerolatency',
    '-g',
    '15',
    '-threads',
    '1',
  ],
  ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-f', 'hls', '-hls_time', '1', '-hls_list_size', '20'],
  ...['-hls_segment_type', 'fmp4', '-hls_flags', 'delete_segments+program_date_time+temp_file'],
];
const ffmpeg = spawn('ffmpeg', ['-v', 'error', ...picture, join(media, 'index.m3u8')], {
  stdio: 'inherit',
});
ffmpeg.on('error', () => console.log('No ffmpeg, so there is no picture.'));

const sockets = new WebSocketServer({ noServer: true });
const server = createServer(onRequest);
server.on('upgrade', (request, stream, head) => {
  const room = streams.get(/^\/ws\/live\/([^/]+)$/.exec(request.url)?.[1]);
  if (!room || !net.sockets)
    return stream.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
  sockets.handleUpgrade(request, stream, head, (socket) => onSocket(room, socket));
});
server.listen(Number(process.env.FAKE_PORT ?? 8090), '127.0.0.1', () => {
  console.log(`ready http://127.0.0.1:${server.address().port}`);
});

function stop() {
  ffmpeg.kill('SIGKILL');
  rmSync(media, { recursive: true, force: true });
  process.exit(0);
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
