import { expect, test } from 'vitest';
import { ca } from './ca.ts';
import { es } from './es.ts';
import { pseudo } from './pseudo.ts';
import { speak, t, tn } from './t.ts';

const sources = Object.values(
  import.meta.glob<string>(['../**/*.{ts,tsx}', '!../languages/*', '!../**/*.test.*'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
).join('\n');

const placesOf = (sentence: string): readonly string[] =>
  [...sentence.matchAll(/\{\w+\}/g)].map(([place]) => place).toSorted();

test.each([
  ['Spanish', es],
  ['Catalan', ca],
  ['a pseudo-language', pseudo()],
])('%s says each sentence, with the same places', (_name, dictionary) => {
  const wrong = Object.entries(dictionary).filter(
    ([sentence, translated]) =>
      translated.trim() !== translated ||
      translated === '' ||
      placesOf(translated).join() !== placesOf(sentence).join(),
  );
  expect(wrong).toEqual([]);
});

test('what is translated is said somewhere', () => {
  const quoted = (sentence: string) => [`'${sentence}'`, `"${sentence}"`];
  const unsaid = Object.keys(es).filter(
    (sentence) => !quoted(sentence).some((text) => sources.includes(text)),
  );
  expect(unsaid).toEqual([]);
});

test('a sentence is said in English until another language is spoken, and its places are filled', () => {
  expect(t('{name} has left.', { name: '$& {name}' })).toBe('$& {name} has left.');
  expect([0, 1, 2].map((n) => tn(n, '{n} game', '{n} games'))).toEqual(['0 games', '1 game', '2 games']);
  speak('ca', ca);
  expect(t('{name} has left.', { name: 'Bea' })).toBe('Bea ha marxat.');
  expect([0, 1, 2].map((n) => tn(n, '{n} game', '{n} games'))).toEqual([
    '0 partides',
    '1 partida',
    '2 partides',
  ]);
});
