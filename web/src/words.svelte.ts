// SPDX-License-Identifier: Apache-2.0
// The language in use, as Svelte state: components that call `t` are drawn again when it changes.
import { recall, remember } from './memory';
import { chooseLanguage, dictionaries, fill, languageOf, type Key, type Language } from './strings';

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

/** The listener's own variety of the language in use, which decides how hours are written. */
function locale(): string {
  return navigator.languages.find((tag) => languageOf(tag) === current) ?? current;
}

/** A day and hour as a sentence can use it: "on Tuesday, 4 March at 14:00". */
export function formatMoment(atMs: number): string {
  const day = new Intl.DateTimeFormat(locale(), { weekday: 'long', day: 'numeric', month: 'long' });
  const hour = new Intl.DateTimeFormat(locale(), { hour: 'numeric', minute: '2-digit' });
  return current === 'fr'
    ? `le ${day.format(atMs)} à ${hour.format(atMs)}`
    : `on ${day.format(atMs)} at ${hour.format(atMs)}`;
}

export function formatHour(atMs: number): string {
  return new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' }).format(atMs);
}
