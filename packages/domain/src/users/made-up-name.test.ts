import { describe, expect, test } from 'vitest';
import { Alias, aliasKey } from './alias.ts';
import { madeUpName, NAME_BYTES } from './made-up-name.ts';

const sixtyFour = Array.from({ length: 64 }, (_, byte) => byte);
const all = sixtyFour.flatMap((how) => sixtyFour.map((who) => madeUpName(Uint8Array.of(how, who))));

describe('a name that is made up', () => {
  test('is an alias as it stands, whatever the bytes', () => {
    for (const name of all) expect(Alias.safeParse(name)).toEqual({ success: true, data: name });
  });

  test('is one of 4096 that nobody takes for each other', () => {
    expect(new Set(all.map(aliasKey)).size).toBe(4096);
  });

  test('follows from its bytes: every byte makes one, each as often as the others', () => {
    expect(madeUpName(Uint8Array.of(6, 46))).toBe('Brave Otter');
    expect(madeUpName(Uint8Array.of(6 + 64, 46 + 192))).toBe('Brave Otter');
    expect(madeUpName(new Uint8Array(NAME_BYTES))).toBe('Able Badger');
  });
});
