import { and, asc, count, eq, gt, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { Immediate, StateReader } from '@tic-tac-toe/domain/kit';
import { guarded } from './failures.ts';
import { toStored } from './rows.ts';
import { stateIndexes, states } from './schema.ts';

const columns = { id: states.id, version: states.version, position: states.position, data: states.data };

/** A reader that answers at once. */
export type FileReader = Immediate<StateReader>;

/** Reads states through one connection: what that connection sees is what the reader sees. */
export function createStateReader(db: BetterSQLite3Database): FileReader {
  const kind = eq(states.kind, sql.placeholder('kind'));
  const select = () => db.select(columns).from(states);
  const indexed = and(eq(stateIndexes.kind, states.kind), eq(stateIndexes.id, states.id));
  const statements = {
    load: select()
      .where(and(kind, eq(states.id, sql.placeholder('id'))))
      .prepare(),
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
  };

  return {
    load: guarded(({ kind }, id) => {
      const row = statements.load.get({ kind, id });
      return row && toStored(row);
    }),
    all: guarded(({ kind }) => statements.all.all({ kind }).map(toStored)),
    where: guarded(({ kind }, index, value) => statements.where.all({ kind, index, value }).map(toStored)),
    page: guarded(({ kind }, after, limit) => {
      const rows =
        after === null
          ? statements.firstPage.all({ kind, limit })
          : statements.page.all({ kind, after, limit });
      return rows.map(toStored);
    }),
    count: guarded(({ kind }) => statements.count.get({ kind })?.count ?? 0),
  };
}
