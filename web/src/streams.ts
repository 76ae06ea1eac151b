// SPDX-License-Identifier: Apache-2.0
// The order in which the start page lists streams, pure.
import type { Stream, StreamState } from './api';

export interface Group {
  name: 'now' | 'next' | 'past';
  streams: Stream[];
}

function groupOf(state: StreamState): Group['name'] {
  if (state === 'ended') return 'past';
  const later = state === 'scheduled' || state === 'waiting' || state === 'failed';
  return later ? 'next' : 'now';
}

/** Groups without streams are left out; the next to start comes first, the last to end too. */
export function groupStreams(streams: readonly Stream[]): Group[] {
  const groups: Group[] = (['now', 'next', 'past'] as const).map((name) => ({
    name,
    streams: streams.filter((stream) => groupOf(stream.state) === name).sort(earlierFirst),
  }));
  groups.find((group) => group.name === 'past')?.streams.reverse();
  return groups.filter((group) => group.streams.length > 0);
}

function earlierFirst(one: Stream, other: Stream): number {
  const [first, second] = [one.startsAtMs ?? Infinity, other.startsAtMs ?? Infinity];
  return first === second ? one.title.localeCompare(other.title) : first < second ? -1 : 1;
}
