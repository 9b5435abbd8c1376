import type { StateWrite } from '../ports.ts';

export interface IndexEntry {
  readonly name: string;
  readonly value: string;
}

const NOTHING: readonly IndexEntry[] = [];

/** The index entries of a written state, possibly with duplicates. */
export function indexEntries({ definition, next }: StateWrite): readonly IndexEntry[] {
  if (next === undefined) return NOTHING;
  let entries: IndexEntry[] | undefined;
  for (const name in definition.indexes) {
    // The cast is safe: the index function gets states of its own definition.
    const values = definition.indexes[name] as (state: unknown) => readonly string[];
    for (const value of values(next)) (entries ??= []).push({ name, value });
  }
  return entries ?? NOTHING;
}
