import { and, eq, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import {
  type AnyState,
  freeze,
  type IndexEntry,
  indexEntries,
  type StateWrite,
} from '@tic-tac-toe/domain/kit';
import { LRUCache } from 'lru-cache';
import { guarded } from '../failures.ts';
import { stageOf } from './rows.ts';
import { stateIndexes } from '../schema.ts';
import { type FileReader, stateFinder, type StateInFile } from './state-reader.ts';
import type { Step, Writes } from './writes.ts';

/** Cached states, some 1 KB each: roughly the running games and their players. */
const MAX_AT_HAND = 10_000;

/** A state at its newest version. */
interface AtHand extends StateInFile {
  /** Its index entries; undefined if they have not been read from the file yet. */
  readonly entries: readonly IndexEntry[] | undefined;
}

/** Reads and writes states for the bus. */
export interface StateWriter {
  /** Answers from the cache if it can: this process is the only one that writes. */
  readonly load: FileReader['load'];
  /** The steps that write a state and its index entries. */
  steps(write: StateWrite, position: number): readonly Step[];
  /** Call it when the steps were committed. */
  written(write: StateWrite, position: number): void;
  /** Drops the state from the cache: the file has another version. */
  forget(write: StateWrite): void;
  /** Call it after each commit: what was not there may be there now. */
  forgetAbsent(): void;
}

export function createStateWriter(
  db: BetterSQLite3Database,
  writes: Pick<Writes, 'insertState' | 'updateState' | 'reshapeState' | 'deleteState' | 'index' | 'unindex'>,
): StateWriter {
  const find = stateFinder(db);
  const atHand = new LRUCache<string, AtHand>({ max: MAX_AT_HAND });
  /** States that were looked for since the last commit, and are not there: its check looks for them again. */
  const absent = new Set<string>();
  const entriesInFile = entriesFinder(db);

  const entriesOf = ({ definition, id, expected }: StateWrite): readonly IndexEntry[] =>
    expected === 0 ? [] : (atHand.get(keyOf(definition, id))?.entries ?? entriesInFile(definition.kind, id));

  /** The steps that turn the existing index entries into those of the new state. */
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

  /** Most writes leave shape version and stage as they are in the file, so their index needs no write. */
  function updateStep(
    definition: AnyState,
    row: Parameters<Writes['updateState']>[0] & { readonly id: string },
  ) {
    const known = atHand.get(keyOf(definition, row.id));
    const isAlike =
      known?.schemaVersion === definition.version && stageOf(known.stored.state) === row['stage'];
    return isAlike ? writes.updateState(row) : writes.reshapeState(row);
  }

  return {
    load(definition, id) {
      const key = keyOf(definition, id);
      const known = atHand.get(key);
      if (known) return known.stored;
      if (absent.has(key)) return undefined;
      const found = find(definition, id);
      if (!found) absent.add(key);
      else atHand.set(key, { ...found, stored: freeze(found.stored), entries: undefined });
      return found?.stored;
    },

    steps(write, position) {
      const { definition, id, expected, next } = write;
      const { kind, version: schemaVersion } = definition;
      if (next === undefined) {
        // The foreign key deletes the index entries along with the state.
        return expected > 0 ? [writes.deleteState({ kind, id, expected })] : [];
      }
      const row = {
        kind,
        id,
        stage: stageOf(next),
        version: expected + 1,
        schemaVersion,
        position,
        data: JSON.stringify(next),
        expected,
      };
      const step = expected === 0 ? writes.insertState(row) : updateStep(definition, row);
      return hasIndexes(write) ? [step, ...indexSteps(write)] : [step];
    },

    forgetAbsent: () => absent.clear(),

    forget: ({ definition, id }) => void atHand.delete(keyOf(definition, id)),

    written(write, position) {
      const key = keyOf(write.definition, write.id);
      const known = atHandAfter(write, position);
      if (known) atHand.set(key, known);
      else atHand.delete(key);
    },
  };
}

/** What a write leaves at hand; undefined for a deleted state. */
function atHandAfter(write: StateWrite, position: number): AtHand | undefined {
  const { definition, id, expected, next } = write;
  if (next === undefined) return undefined;
  const stored = freeze({ id, version: expected + 1, position, state: next });
  const entries = hasIndexes(write) ? indexEntries(write) : undefined;
  return { stored, schemaVersion: definition.version, entries };
}

/** Reads the index entries of a state from the file. */
function entriesFinder(db: BetterSQLite3Database) {
  const statement = db
    .select({ name: stateIndexes.name, value: stateIndexes.value })
    .from(stateIndexes)
    .where(and(eq(stateIndexes.kind, sql.placeholder('kind')), eq(stateIndexes.id, sql.placeholder('id'))))
    .prepare();
  return guarded((kind: string, id: string) => statement.all({ kind, id }));
}

const keyOf = ({ kind }: StateWrite['definition'], id: string) => `${kind}/${id}`;

const hasIndexes = ({ definition }: StateWrite) => Object.keys(definition.indexes).length > 0;

const has = (entries: readonly IndexEntry[], { name, value }: IndexEntry) =>
  entries.some((entry) => entry.name === name && entry.value === value);
