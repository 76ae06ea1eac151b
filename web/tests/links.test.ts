// SPDX-License-Identifier: Apache-2.0
// Addresses in a line of chat, and keys on the keyboard.
import { describe, expect, it } from 'vitest';
import { pieces } from '../src/links';
import { actionOf, type KeyPress } from '../src/shortcuts';

const hrefs = (text: string) =>
  pieces(text).flatMap((piece) => (piece.kind === 'link' ? [piece.text] : []));

describe('Links', () => {
  it.each([
    ['see https://a.example/x.', ['https://a.example/x']],
    ['(https://a.example/x_(y))', ['https://a.example/x_(y)']],
    ['« https://a.example/é?q=1&r=2 »', ['https://a.example/é?q=1&r=2']],
    ['https://a.example, https://b.example!', ['https://a.example', 'https://b.example']],
    ['HTTP://A.EXAMPLE', ['HTTP://A.EXAMPLE']],
    ['**https://a.example**', ['https://a.example']],
  ])('are found in %s', (text, found) => {
    expect(hrefs(text)).toEqual(found);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'https://',
    'https://bank.example@evil.example',
    '<img src=x>',
  ])('are not made of %s', (text) => expect(hrefs(text)).toEqual([]));

  it('cut a line without changing it', () => {
    for (const text of [
      '',
      'a',
      'x https://a.example y',
      'https://a.example',
      '\nhttps://[bad https://b.example',
    ]) {
      expect(
        pieces(text)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text);
    }
  });

  it('take a long hostile line in no time', () => {
    expect(pieces('https://a.example/' + '('.repeat(4000) + ')'.repeat(4000))).toHaveLength(1);
  });
});

describe('Shortcut', () => {
  const press = (key: string, more: Partial<KeyPress> = {}) =>
    actionOf({ key, modified: false, editable: false, pressable: false, ...more });

  it('plays with space or k, in either case', () => {
    expect([press(' '), press('k'), press('K')]).toEqual(['play', 'play', 'play']);
  });

  it('leaves typing alone, and Escape ends it', () => {
    expect(press('k', { editable: true })).toBeNull();
    expect(press('Escape', { editable: true })).toBe('leave');
    expect(press('Escape')).toBeNull();
  });

  it('leaves space to the button that has the focus', () => {
    expect(press(' ', { pressable: true })).toBeNull();
    expect(press('m', { pressable: true })).toBe('mute');
  });

  it('leaves the browser’s own keys alone', () => {
    expect(press('f', { modified: true })).toBeNull();
    expect(press('constructor')).toBeNull();
  });
});
