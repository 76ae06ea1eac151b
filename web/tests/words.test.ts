// SPDX-License-Identifier: Apache-2.0
// Both languages say everything, and the right one is chosen.
import { describe, expect, it } from 'vitest';
import { chooseLanguage, dictionaries, fill, languageOf, type Key } from '../src/strings';

const keys = Object.keys(dictionaries.en) as Key[];
const names = (sentence: string) =>
  [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe('Dictionaries', () => {
  it('have the same keys', () => {
    expect(Object.keys(dictionaries.fr).sort()).toEqual([...keys].sort());
  });

  it('leave nothing empty', () => {
    for (const dictionary of Object.values(dictionaries)) {
      for (const key of keys) expect(dictionary[key].trim(), key).not.toBe('');
    }
  });

  it('take the same values', () => {
    for (const key of keys) {
      expect(names(dictionaries.fr[key]), key).toEqual(names(dictionaries.en[key]));
    }
  });

  it('write French apostrophes and spaces before double marks as print does', () => {
    for (const key of keys) {
      expect(dictionaries.fr[key], key).not.toMatch(/'|[^ \u00a0\d][:;?!]/);
    }
  });
});

describe('Fill', () => {
  it('puts values in and leaves unknown names', () => {
    expect(fill('{count} of {total}', { count: 3 })).toBe('3 of {total}');
  });

  it('does not read a value as a pattern or a name of objects', () => {
    expect(fill('{count} {constructor}', { count: '$& {count}' })).toBe('$& {count} {constructor}');
  });
});

describe('Language', () => {
  it('is what was chosen, then the browser’s, then the lecture’s', () => {
    expect(chooseLanguage('en', ['fr-FR'], 'fr')).toBe('en');
    expect(chooseLanguage(null, ['de-DE', 'fr-CA', 'en'], 'en')).toBe('fr');
    expect(chooseLanguage(null, ['de-DE'], 'fr')).toBe('fr');
    expect(chooseLanguage('xx', [], null)).toBe('en');
  });

  it('is read from a tag', () => {
    expect(languageOf('FR_ca')).toBe('fr');
    expect(languageOf('fry')).toBeNull();
    expect(languageOf('')).toBeNull();
  });
});
