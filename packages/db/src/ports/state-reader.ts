import { and, asc, count, eq, gt, lt, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { AnyState, Immediate, StateReader, StoredState } from '@tic-tac-toe/domain/kit';
import { guarded } from '../failures.ts';
import { toStored } from './rows.ts';
import { stateIndexes, states } from '../schema.ts';

const columns = {
  id: states.id,
  version: states.version,
  schemaVersion: states.schemaVersion,
  position: states.position,
  data: states.data,
};

/** A reader that answers at once. */
export type FileReader = Immediate<StateReader>;

export interface StateInFile {
  readonly stored: StoredState;
  /** The shape version in the file; the state itself is already upcast to the newest. */
  readonly schemaVersion: number;
}

/** Reads one state, including what only the writer needs to know. */
export function stateFinder(db: BetterSQLite3Database) {
  const statement = db
    .select(columns)
    .from(states)
    .where(and(eq(states.kind, sql.placeholder('kind')), eq(states.id, sql.placeholder('id'))))
    .prepare();
  return guarded((definition: AnyState, id: string): StateInFile | undefined => {
    const row = statement.get({ kind: definition.kind, id });
    return row && { stored: toStored(definition, row), schemaVersion: row.schemaVersion };
  });
}

/** Reads states through one connection, and sees what that connection sees. */
export function createStateReader(db: BetterSQLite3Database): FileReader {
  const find = stateFinder(db);
  const kind = eq(states.kind, sql.placeholder('kind'));
  const select = () => db.select(columns).from(states);
  const indexed = and(eq(stateIndexes.kind, states.kind), eq(stateIndexes.id, states.id));
  const statements = {
    all: select().where(kind).orderBy(asc(states.id)).prepare(),
    where: select()
      .innerJoin(stateIndexes, indexed)
      .where(
        and(
          eq(stateIndexes.kind, sql.placeholder('kind')),
          eq(stateIndexes.name, sql.placeholder('index')),
          eq(stateIndexes.value, sql.placeholder('value')),
        ),
      )
      .orderBy(asc(stateIndexes.id))
      .prepare(),
    page: select()
      .where(and(kind, gt(states.id, sql.placeholder('after'))))
      .orderBy(asc(states.id))
      .limit(sql.placeholder('limit'))
      .prepare(),
    firstPage: select().where(kind).orderBy(asc(states.id)).limit(sql.placeholder('limit')).prepare(),
    count: db.select({ count: count() }).from(states).where(kind).prepare(),
    countBefore: db
      .select({ count: count() })
      .from(states)
      .where(and(kind, lt(states.id, sql.placeholder('before'))))
      .prepare(),
  };

  const allStored = (definition: AnyState, rows: readonly Parameters<typeof toStored>[1][]) =>
    rows.map((row) => toStored(definition, row));

  return {
    load: (definition, id) => find(definition, id)?.stored,
    all: guarded((definition) => allStored(definition, statements.all.all({ kind: definition.kind }))),
    where: guarded((definition, index, value) =>
      allStored(definition, statements.where.all({ kind: definition.kind, index, value })),
    ),
    page: guarded((definition, after, limit) => {
      const { kind } = definition;
      const rows =
        after === null
          ? statements.firstPage.all({ kind, limit })
          : statements.page.all({ kind, after, limit });
      return allStored(definition, rows);
    }),
    count: guarded(({ kind }, before) => {
      const found =
        before === undefined ? statements.count.get({ kind }) : statements.countBefore.get({ kind, before });
      return found?.count ?? 0;
    }),
  };
}
