import { Alias } from '@tic-tac-toe/domain/contracts';
import { describe, expect, test } from 'vitest';
import { catalanNames } from './ca.ts';
import { spanishNames } from './es.ts';
import { callPeople, englishNames, makeUpName, nameOf } from './names.ts';

describe.each([
  ['English', englishNames, 4096],
  ['Spanish', spanishNames, 2048],
  ['Catalan', catalanNames, 2048],
])('a name that is made up in %s', (_language, words, number) => {
  const { how, who } = words;
  const all = how.flatMap((_how, first) =>
    who.map((_who, second) => nameOf(Uint8Array.of(first, second), words)),
  );

  test('is an alias as it stands, whatever the bytes', () => {
    for (const name of all) expect(Alias.safeParse(name)).toEqual({ success: true, data: name });
  });

  test(`is one of ${number} that nobody takes for each other, each as often as the others`, () => {
    expect(new Set(all.map((name) => name.toLowerCase())).size).toBe(number);
    for (const { length } of [how, who]) expect(256 % length).toBe(0);
  });
});

test('a name follows from its bytes', () => {
  expect(nameOf(Uint8Array.of(6, 46))).toBe('Brave Otter');
  expect(nameOf(Uint8Array.of(6 + 64, 46 + 192))).toBe('Brave Otter');
  expect(nameOf(new Uint8Array(2))).toBe('Able Badger');
  expect(nameOf(new Uint8Array(2), spanishNames)).toBe('Nutria Valiente');
});

test('names are made up in the language that is spoken', () => {
  callPeople(catalanNames);
  const [who = '', how = ''] = makeUpName().split(' ');
  expect(catalanNames.who).toContain(who);
  expect(catalanNames.how).toContain(how);
});
