// SPDX-License-Identifier: Apache-2.0
// The programs under test: started here, watched, and ended by pid.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { openSync, readFileSync, readdirSync } from 'node:fs';

/** Calls `look` until it returns something true, or fails with `what` after a deadline. */
export async function until(what, look, deadlineMs = 20_000, periodMs = 50) {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await new Promise((done) => setTimeout(done, periodMs));
  }
}

/** A port that was free a moment ago; the server needs the same one again after a restart. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** A program with its words in a file. */
export class Program {
  constructor(name, command, log) {
    this.name = name;
    this.log = log;
    const words = openSync(log, 'a');
    this.child = spawn(command[0], command.slice(1), { stdio: ['ignore', words, words] });
    this.ended = new Promise((resolve) => this.child.once('exit', (code, sign) => resolve(sign ?? code)));
    this.child.once('exit', () => (this.isOver = true));
    this.isOver = false;
  }

  get pid() {
    return this.child.pid;
  }

  words() {
    return readFileSync(this.log, 'utf8');
  }

  /** Waits for something while the program runs; its last words are in the message when it ended. */
  async ready(what, look, deadlineMs) {
    return until(what, () => {
      if (this.isOver) throw new Error(`${this.name} ended:\n${this.words().slice(-2000)}`);
      return look();
    }, deadlineMs);
  }

  kill(sign = 'SIGKILL') {
    if (!this.isOver) process.kill(this.pid, sign);
    return this.ended;
  }

  /** Asks it to end, and insists. */
  async end(deadlineMs = 10_000) {
    const insist = setTimeout(() => this.kill('SIGKILL'), deadlineMs);
    const how = await this.kill('SIGTERM');
    clearTimeout(insist);
    return how;
  }
}

/** Every process: pid, parent, command line. */
export function processTable() {
  const rows = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (state === 'Z') continue;
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').filter(Boolean);
      rows.push({ pid: Number(name), parent: Number(parent), command });
    } catch {
      // It ended while we looked.
    }
  }
  return rows;
}

export function isAlive(pid) {
  return processTable().some((row) => row.pid === pid);
}
