import { and, asc, eq, lte, min, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import {
  type Commit,
  type Committed,
  type Store,
  type TimerWrite,
  VersionConflict,
} from '@tic-tac-toe/domain/kit';
import type { Client } from './connection.ts';
import { guarded } from './failures.ts';
import { excluded, placeholders } from './placeholders.ts';
import { toEventRow, toTimer, toTimerRow } from './rows.ts';
import { events, receipts, timers } from './schema.ts';
import { createStateReader } from './state-reader.ts';
import { createStateWriter } from './state-writer.ts';

/** The position of the newest event: read from the file once, then counted by the one who writes. */
export interface Head {
  position: number;
}

export function createStore(client: Client, db: BetterSQLite3Database, head: Head): Store {
  const statements = prepareStatements(db);
  const writeState = createStateWriter(db);

  function write({
    states: writes,
    events: drafts,
    timers: timerWrites,
    receipts: drafted,
  }: Commit): Committed {
    const before = head.position;
    let position = before;
    // Versions first: a conflict then costs little.
    for (const stateWrite of writes) writeState(stateWrite, before + drafts.length);
    for (const draft of drafts) statements.addEvent.run(toEventRow({ ...draft, position: (position += 1) }));
    for (const timerWrite of timerWrites) writeTimer(timerWrite);
    for (const receipt of drafted) writeReceipt(receipt, before + receipt.events);
    return { before };
  }

  /** Another server may have done the same operation meanwhile: deciding again then finds its receipt. */
  function writeReceipt(receipt: Commit['receipts'][number], position: number): void {
    if (statements.addReceipt.run({ ...receipt, position }).changes > 0) return;
    throw new VersionConflict(`Operation ${receipt.operation} of ${receipt.actor} is done already.`);
  }

  function writeTimer(timerWrite: TimerWrite): void {
    if ('set' in timerWrite) statements.setTimer.run(toTimerRow(timerWrite.set));
    else statements.cancelTimer.run({ key: timerWrite.cancel });
  }

  const transaction = client.transaction(write);

  return {
    ...createStateReader(db),
    receipt: guarded((actor, operation) => statements.receipt.get({ actor, operation })),
    timer: guarded((key) => {
      const row = statements.timer.get({ key });
      return row && toTimer(row);
    }),
    timersDue: guarded((now, limit) => statements.timersDue.all({ now, limit }).map(toTimer)),
    nextWake: guarded(() => statements.nextWake.get()?.wakeAt ?? null),
    commit: guarded((commit) => {
      const committed = transaction.immediate(commit);
      head.position = committed.before + commit.events.length;
      return committed;
    }),
  };
}

function prepareStatements(db: BetterSQLite3Database) {
  const key = eq(timers.key, sql.placeholder('key'));
  const { key: _, ...replaced } = excluded(timers);
  return {
    addEvent: db.insert(events).values(placeholders(events)).prepare(),
    addReceipt: db.insert(receipts).values(placeholders(receipts)).onConflictDoNothing().prepare(),
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
    setTimer: db
      .insert(timers)
      .values(placeholders(timers))
      .onConflictDoUpdate({ target: timers.key, set: replaced })
      .prepare(),
    cancelTimer: db.delete(timers).where(key).prepare(),
    timer: db.select().from(timers).where(key).prepare(),
    timersDue: db
      .select()
      .from(timers)
      .where(lte(timers.wakeAt, sql.placeholder('now')))
      .orderBy(asc(timers.wakeAt), asc(timers.key))
      .limit(sql.placeholder('limit'))
      .prepare(),
    nextWake: db
      .select({ wakeAt: min(timers.wakeAt) })
      .from(timers)
      .prepare(),
  };
}
