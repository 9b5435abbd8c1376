import { and, eq, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { type IndexEntry, indexEntries, type StateWrite, VersionConflict } from '@tic-tac-toe/domain/kit';
import { placeholders } from './placeholders.ts';
import { stageOf } from './rows.ts';
import { stateIndexes, states } from './schema.ts';

/**
 * Writes states and their index entries, inside the transaction of the caller. The version that a write expects
 * is part of its `where`: nothing changed means that another version is there.
 */
export function createStateWriter(db: BetterSQLite3Database): (write: StateWrite, position: number) => void {
  const key = and(eq(states.kind, sql.placeholder('kind')), eq(states.id, sql.placeholder('id')));
  const atVersion = and(key, eq(states.version, sql.placeholder('expected')));
  const indexKey = and(
    eq(stateIndexes.kind, sql.placeholder('kind')),
    eq(stateIndexes.id, sql.placeholder('id')),
  );
  const { stage, version, position, data } = placeholders(states);
  const statements = {
    insert: db.insert(states).values(placeholders(states)).onConflictDoNothing().prepare(),
    update: db
      .update(states)
      .set({ stage: sql`${stage}`, version: sql`${version}`, position: sql`${position}`, data: sql`${data}` })
      .where(atVersion)
      .prepare(),
    delete: db.delete(states).where(atVersion).prepare(),
    exists: db.select({ version: states.version }).from(states).where(key).prepare(),
    indexed: db
      .select({ name: stateIndexes.name, value: stateIndexes.value })
      .from(stateIndexes)
      .where(indexKey)
      .prepare(),
    index: db.insert(stateIndexes).values(placeholders(stateIndexes)).onConflictDoNothing().prepare(),
    unindex: db
      .delete(stateIndexes)
      .where(
        and(
          indexKey,
          eq(stateIndexes.name, sql.placeholder('name')),
          eq(stateIndexes.value, sql.placeholder('value')),
        ),
      )
      .prepare(),
  };

  function writeState({ definition: { kind }, id, expected, next }: StateWrite, position: number): number {
    if (next === undefined) {
      if (expected > 0) return statements.delete.run({ kind, id, expected }).changes;
      return statements.exists.get({ kind, id }) ? 0 : 1;
    }
    const row = {
      kind,
      id,
      stage: stageOf(next),
      version: expected + 1,
      position,
      data: JSON.stringify(next),
    };
    const { changes } =
      expected === 0 ? statements.insert.run(row) : statements.update.run({ ...row, expected });
    return changes;
  }

  /** Entries of a deleted state go with it, by its foreign key. */
  function writeIndexes(write: StateWrite): void {
    const { kind } = write.definition;
    const { id } = write;
    const wanted = indexEntries(write);
    const found = write.expected === 0 ? [] : statements.indexed.all({ kind, id });
    for (const entry of found) if (!has(wanted, entry)) statements.unindex.run({ kind, id, ...entry });
    for (const entry of wanted) if (!has(found, entry)) statements.index.run({ kind, id, ...entry });
  }

  return (write, position) => {
    if (writeState(write, position) === 0) {
      throw new VersionConflict(
        `The ${write.definition.kind} ${write.id} is no longer at version ${write.expected}.`,
      );
    }
    if (write.next !== undefined && hasIndexes(write)) writeIndexes(write);
  };
}

const hasIndexes = ({ definition }: StateWrite) => Object.keys(definition.indexes).length > 0;

const has = (entries: readonly IndexEntry[], { name, value }: IndexEntry) =>
  entries.some((entry) => entry.name === name && entry.value === value);
