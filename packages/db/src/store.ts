import { and, asc, eq, gt, lte, min, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { Commit, Committed, Store, TimerWrite } from '@tic-tac-toe/domain/kit';
import { guarded } from './failures.ts';
import { toEventRow, toReceipt, toReceiptRow, toTimer, toTimerRow } from './rows.ts';
import { receipts, timers } from './schema.ts';
import { createStateReader } from './state-reader.ts';
import { createStateWriter } from './state-writer.ts';
import type { Writer } from './writer.ts';
import type { Step, Writes } from './writes.ts';

/** @param db reads what is committed @param head the position of the newest event of the file */
export function createStore(db: BetterSQLite3Database, writer: Writer, writes: Writes, head: number): Store {
  const statements = prepareStatements(db);
  const reader = createStateReader(db);
  const states = createStateWriter(db, reader, writes);
  /** Read from the file once, then counted by the one who writes. */
  let position = head;

  /** Receipts and versions first: a conflict then costs little. */
  function stepsOf(commit: Commit): readonly Step[] {
    const steps: Step[] = commit.receipts.map((receipt) =>
      writes.addReceipt(toReceiptRow(receipt, position)),
    );
    const end = position + commit.events.length;
    for (const write of commit.states) steps.push(...states.steps(write, end));
    for (const [index, event] of commit.events.entries())
      steps.push(writes.addEvent(toEventRow(event, position + 1 + index)));
    for (const write of commit.timers) steps.push(timerStep(write));
    return steps;
  }

  const timerStep = (write: TimerWrite): Step =>
    'set' in write ? writes.setTimer(toTimerRow(write.set)) : writes.cancelTimer({ key: write.cancel });

  /** The bus asks for one commit at a time: the next is numbered when this one stands. */
  async function commitAll(commit: Commit): Promise<Committed> {
    await writer.transact(stepsOf(commit));
    const before = position;
    position += commit.events.length;
    for (const write of commit.states) states.written(write, position);
    return { before };
  }

  return {
    ...reader,
    load: states.load,
    receipt: guarded((actor, operation) => {
      const row = statements.receipt.get({ actor, operation });
      return row && toReceipt(row);
    }),
    timer: guarded((key) => {
      const row = statements.timer.get({ key });
      return row && toTimer(row);
    }),
    timersDue: guarded((now, limit) => statements.timersDue.all({ now, limit }).map(toTimer)),
    timersSetAfter: guarded((instant, limit) =>
      statements.timersSetAfter.all({ instant, limit }).map(toTimer),
    ),
    nextWake: guarded(() => statements.nextWake.get()?.wakeAt ?? null),
    commit: commitAll,
  };
}

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
    // Without an index: it is asked for at a start only, and each move would pay for one.
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
