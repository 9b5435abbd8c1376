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
import { createFound, type IndexChange } from './found.ts';
import { type FileReader, stateFinder, type StateInFile } from './state-reader.ts';
import type { Step, Writes } from './writes.ts';

/** Cached states of a kind, some 1 KB each: roughly the running games, or their players. */
const MAX_AT_HAND = 10_000;

/** A state at its newest version. */
interface AtHand extends StateInFile {
  /** Its index entries; undefined if they have not been read from the file yet. */
  readonly entries: readonly IndexEntry[] | undefined;
}

/** The states of a kind, by id. */
interface Kind {
  readonly atHand: LRUCache<string, AtHand>;
  /** Ids that are not there: looked for in vain, or removed. A new game is looked for twice, and who sits at no table at each game. */
  readonly absent: LRUCache<string, true>;
}

/** Reads and writes states for the bus. */
export interface StateWriter {
  /** Answers from the cache if it can: this process is the only one that writes. */
  readonly load: FileReader['load'];
  readonly where: FileReader['where'];
  /** The steps that write a state and its index entries. */
  steps(write: StateWrite, position: number): readonly Step[];
  /** Call it when the steps were committed. */
  written(write: StateWrite, position: number): void;
  /** Call it when they were not: the file may have another version, and lookups may find other states. */
  forget(writes: readonly StateWrite[]): void;
}

/** @param lookUp reads the file */
export function createStateWriter(
  db: BetterSQLite3Database,
  writes: Pick<Writes, 'insertState' | 'updateState' | 'reshapeState' | 'deleteState' | 'index' | 'unindex'>,
  lookUp: FileReader['where'],
): StateWriter {
  const { kindOf, load } = createKinds(stateFinder(db));
  const found = createFound(lookUp, load);
  /** What the commit on its way changes for lookups. */
  const changes = new Map<StateWrite, IndexChange>();
  const indexSteps = createIndexSteps(writes, entriesFinder(db), changes);

  return {
    load,
    where: found.where,

    steps(write, position) {
      const { definition, id, expected, next } = write;
      const { kind, version: schemaVersion } = definition;
      if (next === undefined) {
        // The foreign key deletes the index entries along with the state.
        return expected > 0 ? [writes.deleteState({ kind, id, expected })] : [];
      }
      const known = kindOf(definition).atHand.get(id);
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
      // Most writes leave shape version and stage as they are in the file, so that their index needs no write.
      const isAlike = known?.schemaVersion === schemaVersion && stageOf(known.stored.state) === row.stage;
      const update = isAlike ? writes.updateState : writes.reshapeState;
      const step = expected === 0 ? writes.insertState(row) : update(row);
      return hasIndexes(write) ? [step, ...indexSteps(write, known)] : [step];
    },

    forget(written) {
      for (const { definition, id } of written) {
        const { atHand, absent } = kindOf(definition);
        atHand.delete(id);
        absent.delete(id);
      }
      found.forget();
      changes.clear();
    },

    written(write, position) {
      const { definition, id, next } = write;
      const { atHand, absent } = kindOf(definition);
      if (next === undefined) {
        atHand.delete(id);
        absent.set(id, true);
        found.forget(definition.kind);
        return;
      }
      if (write.expected === 0) absent.delete(id);
      atHand.set(id, atHandAfter(write, next, position));
      const change = changes.get(write);
      if (!change) return;
      changes.delete(write);
      found.changed(definition.kind, id, change);
    },
  };
}

/** The states at hand, and the rest from the file. */
function createKinds(find: ReturnType<typeof stateFinder>) {
  const kinds = new Map<string, Kind>();

  function kindOf({ kind }: AnyState): Kind {
    let known = kinds.get(kind);
    if (!known) {
      known = { atHand: new LRUCache({ max: MAX_AT_HAND }), absent: new LRUCache({ max: MAX_AT_HAND }) };
      kinds.set(kind, known);
    }
    return known;
  }

  return {
    kindOf,
    load(definition: AnyState, id: string) {
      const { atHand, absent } = kindOf(definition);
      const known = atHand.get(id);
      if (known) return known.stored;
      if (absent.has(id)) return undefined;
      const inFile = find(definition, id);
      if (!inFile) absent.set(id, true);
      else atHand.set(id, { ...inFile, stored: freeze(inFile.stored), entries: undefined });
      return inFile?.stored;
    },
  };
}

/** @param changes where what the steps change is noted, until they are committed */
function createIndexSteps(
  writes: Pick<Writes, 'index' | 'unindex'>,
  entriesInFile: ReturnType<typeof entriesFinder>,
  changes: Map<StateWrite, IndexChange>,
) {
  /** The steps that turn the existing index entries into those of the new state. */
  return (write: StateWrite, known: AtHand | undefined): readonly Step[] => {
    const { kind } = write.definition;
    const { id, expected } = write;
    const there = expected === 0 ? NO_ENTRIES : (known?.entries ?? entriesInFile(kind, id));
    const wanted = indexEntries(write);
    const removed = there.filter((entry) => !has(wanted, entry));
    const added = wanted.filter((entry) => !has(there, entry));
    if (removed.length + added.length === 0) return NO_STEPS;
    changes.set(write, { removed, added });
    return [
      ...removed.map((entry) => writes.unindex({ kind, id, ...entry })),
      ...added.map((entry) => writes.index({ kind, id, ...entry })),
    ];
  };
}

const NO_ENTRIES: readonly IndexEntry[] = [];
const NO_STEPS: readonly Step[] = [];

/** What a write leaves at hand. */
function atHandAfter(write: StateWrite, next: unknown, position: number): AtHand {
  const { definition, id, expected } = write;
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

const hasIndexes = ({ definition }: StateWrite) => Object.keys(definition.indexes).length > 0;

const has = (entries: readonly IndexEntry[], { name, value }: IndexEntry) =>
  entries.some((entry) => entry.name === name && entry.value === value);
