import type { StateWrite } from '../ports.ts';

export interface IndexEntry {
  readonly name: string;
  readonly value: string;
}

const NOTHING: readonly IndexEntry[] = [];

/** The values that a written state is to be found by; perhaps some of them twice. */
export function indexEntries({ definition, next }: StateWrite): readonly IndexEntry[] {
  if (next === undefined) return NOTHING;
  let entries: IndexEntry[] | undefined;
  for (const name in definition.indexes) {
    // The definition's own states are what it is given: its parameter type is only unknown here.
    const values = definition.indexes[name] as (state: unknown) => readonly string[];
    for (const value of values(next)) (entries ??= []).push({ name, value });
  }
  return entries ?? NOTHING;
}
