// SPDX-License-Identifier: Apache-2.0
// The language in use, as Svelte state: components that call `t` are drawn again when it changes.
import { recall, remember } from './memory';
import { chooseLanguage, dictionaries, fill, type Key, type Language } from './strings';

const kMemory = 'amphi.language';

let lecture = $state<string | null>(null);
let chosen = $state<string | null>(recall(kMemory));
const current = $derived(chooseLanguage(chosen, navigator.languages, lecture));

export function language(): Language {
  return current;
}

/** The language of the lecture, which counts where the browser speaks none of ours. */
export function setLectureLanguage(tag: string): void {
  lecture = tag;
}

export function switchLanguage(): void {
  chosen = current === 'fr' ? 'en' : 'fr';
  remember(kMemory, chosen);
}

/** The sentence in the language in use. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return fill(dictionaries[current][key], values);
}

/** A day and hour as a sentence can use it: "on Tuesday, 4 March at 14:00". */
export function formatMoment(atMs: number): string {
  const day = new Intl.DateTimeFormat(current, { weekday: 'long', day: 'numeric', month: 'long' });
  const hour = new Intl.DateTimeFormat(current, { hour: 'numeric', minute: '2-digit' });
  return current === 'fr'
    ? `le ${day.format(atMs)} à ${hour.format(atMs)}`
    : `on ${day.format(atMs)} at ${hour.format(atMs)}`;
}

export function formatHour(atMs: number): string {
  return new Intl.DateTimeFormat(current, { hour: '2-digit', minute: '2-digit' }).format(atMs);
}
