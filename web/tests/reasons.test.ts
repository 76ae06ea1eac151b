// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { reason } from '../src/reasons';

test('a known code is told in French to those who read French', () => {
  expect(reason('unreachable', 'The BBB server cannot be reached.', 'fr')).toMatchObject({
    language: 'fr',
  });
});

test('an unknown code, and English, keep the sentence of the server', () => {
  const said = { text: 'What to do.', language: 'en' };
  expect(reason('brand_new', 'What to do.', 'fr')).toEqual(said);
  expect(reason('unreachable', 'What to do.', 'en')).toEqual(said);
});
