import { and, eq, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import {
  freeze,
  type IndexEntry,
  indexEntries,
  type StateWrite,
  type StoredState,
} from '@tic-tac-toe/domain/kit';
import { LRUCache } from 'lru-cache';
import { guarded } from './failures.ts';
import { stageOf } from './rows.ts';
import { stateIndexes } from './schema.ts';
import type { FileReader } from './state-reader.ts';
import type { Step, Writes } from './writes.ts';

/** States that are kept at hand, some 1 KB each: those of the games that go on, and of their players. */
const MAX_AT_HAND = 10_000;

/** A state at its newest version. */
interface AtHand {
  readonly stored: StoredState;
  /** What it is filed under; undefined where the file has not been asked yet. */
  readonly entries: readonly IndexEntry[] | undefined;
}

/** The states as the bus reads and writes them. */
export interface StateWriter {
  /** Answers from what was read or written last: this process is the only one that writes. */
  readonly load: FileReader['load'];
  /** The steps that write a state and its index entries. */
  steps(write: StateWrite, position: number): readonly Step[];
  /** The steps were committed. */
  written(write: StateWrite, position: number): void;
  /** The file has another version of it than was at hand. */
  forget(write: StateWrite): void;
}

export function createStateWriter(
  db: BetterSQLite3Database,
  reader: FileReader,
  writes: Pick<Writes, 'insertState' | 'updateState' | 'deleteState' | 'index' | 'unindex'>,
): StateWriter {
  const atHand = new LRUCache<string, AtHand>({ max: MAX_AT_HAND });
  const indexed = db
    .select({ name: stateIndexes.name, value: stateIndexes.value })
    .from(stateIndexes)
    .where(and(eq(stateIndexes.kind, sql.placeholder('kind')), eq(stateIndexes.id, sql.placeholder('id'))))
    .prepare();

  const entriesInFile = guarded((kind: string, id: string) => indexed.all({ kind, id }));

  const keyOf = ({ kind }: StateWrite['definition'], id: string) => `${kind}/${id}`;

  const entriesOf = ({ definition, id, expected }: StateWrite): readonly IndexEntry[] =>
    expected === 0 ? [] : (atHand.get(keyOf(definition, id))?.entries ?? entriesInFile(definition.kind, id));

  /** The steps that turn the entries that are there into those that the new state wants. */
  function indexSteps(write: StateWrite): readonly Step[] {
    const { kind } = write.definition;
    const { id } = write;
    const there = entriesOf(write);
    const wanted = indexEntries(write);
    return [
      ...there.filter((entry) => !has(wanted, entry)).map((entry) => writes.unindex({ kind, id, ...entry })),
      ...wanted.filter((entry) => !has(there, entry)).map((entry) => writes.index({ kind, id, ...entry })),
    ];
  }

  return {
    load(definition, id) {
      const key = keyOf(definition, id);
      const known = atHand.get(key);
      if (known) return known.stored;
      const stored = reader.load(definition, id);
      if (stored) atHand.set(key, { stored: freeze(stored), entries: undefined });
      return stored;
    },

    steps(write, position) {
      const { definition, id, expected, next } = write;
      const { kind } = definition;
      if (next === undefined) {
        // Entries of a deleted state go with it, by their foreign key.
        return expected > 0 ? [writes.deleteState({ kind, id, expected })] : [];
      }
      const row = {
        kind,
        id,
        stage: stageOf(next),
        version: expected + 1,
        position,
        data: JSON.stringify(next),
        expected,
      };
      const step = expected === 0 ? writes.insertState(row) : writes.updateState(row);
      return hasIndexes(write) ? [step, ...indexSteps(write)] : [step];
    },

    forget: ({ definition, id }) => void atHand.delete(keyOf(definition, id)),

    written(write, position) {
      const { definition, id, expected, next } = write;
      const key = keyOf(definition, id);
      if (next === undefined) return void atHand.delete(key);
      const stored = freeze({ id, version: expected + 1, position, state: next });
      atHand.set(key, { stored, entries: hasIndexes(write) ? indexEntries(write) : undefined });
    },
  };
}

const hasIndexes = ({ definition }: StateWrite) => Object.keys(definition.indexes).length > 0;

const has = (entries: readonly IndexEntry[], { name, value }: IndexEntry) =>
  entries.some((entry) => entry.name === name && entry.value === value);
