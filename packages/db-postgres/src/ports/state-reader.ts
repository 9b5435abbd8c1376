import type { AnyState, StateReader } from '@tic-tac-toe/domain/kit';
import { and, asc, count, eq, gt, lt, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { guarded } from '../failures.ts';
import { stateIndexes, states } from '../schema.ts';
import { toStored } from './rows.ts';

const columns = {
  id: states.id,
  version: states.version,
  schemaVersion: states.schemaVersion,
  position: states.position,
  data: states.data,
};

/** Reads committed states. */
export function createStateReader(db: NodePgDatabase): StateReader {
  const kind = eq(states.kind, sql.placeholder('kind'));
  const select = () => db.select(columns).from(states);
  const indexed = and(eq(stateIndexes.kind, states.kind), eq(stateIndexes.id, states.id));
  const statements = {
    load: select()
      .where(and(kind, eq(states.id, sql.placeholder('id'))))
      .prepare('load'),
    all: select().where(kind).orderBy(asc(states.id)).prepare('all'),
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
      .prepare('where'),
    page: select()
      .where(and(kind, gt(states.id, sql.placeholder('after'))))
      .orderBy(asc(states.id))
      .limit(sql.placeholder('limit'))
      .prepare('page'),
    firstPage: select()
      .where(kind)
      .orderBy(asc(states.id))
      .limit(sql.placeholder('limit'))
      .prepare('first_page'),
    count: db.select({ count: count() }).from(states).where(kind).prepare('count'),
    countBefore: db
      .select({ count: count() })
      .from(states)
      .where(and(kind, lt(states.id, sql.placeholder('before'))))
      .prepare('count_before'),
  };

  const allStored = (definition: AnyState, rows: readonly Parameters<typeof toStored>[1][]) =>
    rows.map((row) => toStored(definition, row));

  return {
    load: guarded(async (definition, id) => {
      const [row] = await statements.load.execute({ kind: definition.kind, id });
      return row && toStored(definition, row);
    }),
    all: guarded(async (definition) =>
      allStored(definition, await statements.all.execute({ kind: definition.kind })),
    ),
    where: guarded(async (definition, index, value) =>
      allStored(definition, await statements.where.execute({ kind: definition.kind, index, value })),
    ),
    page: guarded(async (definition, after, limit) => {
      const { kind } = definition;
      return allStored(
        definition,
        after === null
          ? await statements.firstPage.execute({ kind, limit })
          : await statements.page.execute({ kind, after, limit }),
      );
    }),
    count: guarded(async ({ kind }, before) => {
      const [found] =
        before === undefined
          ? await statements.count.execute({ kind })
          : await statements.countBefore.execute({ kind, before });
      return found?.count ?? 0;
    }),
  };
}
