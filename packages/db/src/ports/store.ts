import { and, asc, eq, gt, lte, min, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { type Attendance, type Immediate, type Shapes, type Store } from '@tic-tac-toe/domain/kit';
import { type CommitParts, createCommit } from './commit.ts';
import type { FileLog } from './event-log.ts';
import { guarded } from '../failures.ts';
import { toReceipt, toTimer } from './rows.ts';
import { receipts, timers } from '../schema.ts';
import { createStateReader } from './state-reader.ts';
import { createStateWriter } from './state-writer.ts';
import type { Writer } from '../threads/writer.ts';
import type { Writes } from './writes.ts';

/**
 * @param db reads committed data
 * @param log gives the head of a topic that is not cached
 * @param head the position of the newest event of the file
 */
export function createStore(
  db: BetterSQLite3Database,
  log: Pick<FileLog, 'head'>,
  writer: Writer,
  writes: Writes,
  head: number,
  shapes: Shapes,
): Store {
  const statements = prepareStatements(db);
  const states = createStateWriter(db, writes);
  const timerOf = (row: Parameters<typeof toTimer>[1]) => toTimer(shapes, row);

  const reading: Immediate<Omit<Store, 'commit'>> = {
    ...createStateReader(db),
    load: states.load,
    receipt: guarded((actor, operation) => {
      const row = statements.receipt.get({ actor, operation });
      return row && toReceipt(row);
    }),
    timer: guarded((key) => {
      const row = statements.timer.get({ key });
      return row && toTimer(shapes, row);
    }),
    timersDue: guarded((now, limit) => statements.timersDue.all({ now, limit }).map(timerOf)),
    timersSetAfter: guarded((instant, limit) =>
      statements.timersSetAfter.all({ instant, limit }).map(timerOf),
    ),
    nextWake: guarded(() => statements.nextWake.get()?.wakeAt ?? null),
    join: () => ALONE,
  };

  const hasReceipt: CommitParts['hasReceipt'] = (of) => statements.receipt.get(of) !== undefined;
  return {
    ...reading,
    commit: createCommit({ reading, hasReceipt, states, log, writer, writes, head, shapes }),
  };
}

/** The file belongs to one server: while it was closed, nobody rang its timers. */
const ALONE: Immediate<Attendance> = { isAlone: () => true, leave() {} };

function prepareStatements(db: BetterSQLite3Database) {
  return {
    receipt: db
      .select()
      .from(receipts)
      .where(
        and(
          eq(receipts.actor, sql.placeholder('actor')),
          eq(receipts.operation, sql.placeholder('operation')),
        ),
      )
      .prepare(),
    timer: db
      .select()
      .from(timers)
      .where(eq(timers.key, sql.placeholder('key')))
      .prepare(),
    timersDue: db
      .select()
      .from(timers)
      .where(lte(timers.wakeAt, sql.placeholder('now')))
      .orderBy(asc(timers.wakeAt), asc(timers.key))
      .limit(sql.placeholder('limit'))
      .prepare(),
    // No index: this query runs at starts and after outages only, and each move would pay for an index.
    timersSetAfter: db
      .select()
      .from(timers)
      .where(gt(timers.setAt, sql.placeholder('instant')))
      .orderBy(asc(timers.key))
      .limit(sql.placeholder('limit'))
      .prepare(),
    nextWake: db
      .select({ wakeAt: min(timers.wakeAt) })
      .from(timers)
      .prepare(),
  };
}
