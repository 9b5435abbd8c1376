import type { QueryReader } from '../kit/define/index.ts';
import { Alias, aliasKey } from './alias.ts';
import { aliasOwner } from './user.ts';

/** Names that are looked at: the first that is free is the answer. */
const TRIED = 8;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** `Ann 2`, `Ann 3` … for `Ann`; from `Ann 4` on for `Ann 3`. */
function numbered(alias: string): readonly string[] {
  const [, base = alias, number = '1'] = /^(.+) ([1-9]\d?)$/u.exec(alias) ?? [];
  return Array.from({ length: TRIED }, (_, index) => withNumber(base, Number(number) + index + 1)).filter(
    (name) => name !== null,
  );
}

/** As much of the name as there is room for, before the number. */
function withNumber(base: string, number: number): string | null {
  const characters = [...segmenter.segment(base)].map(({ segment }) => segment);
  for (let length = characters.length; length > 0; length -= 1) {
    const name = Alias.safeParse(`${characters.slice(0, length).join('').trimEnd()} ${number}`);
    if (name.success) return name.data;
  }
  return null;
}

export async function freeAliasLike(alias: string, read: QueryReader): Promise<string | null> {
  const names = numbered(alias);
  const owners = await Promise.all(names.map((name) => read.get(aliasOwner, aliasKey(name))));
  return names.find((_name, index) => owners[index] === undefined) ?? null;
}
