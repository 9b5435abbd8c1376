import { asc, eq, gt, lte, min, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { type Attendance, type Immediate, type Shapes, type Store } from '@tic-tac-toe/domain/kit';
import { type CommitParts, createCommit } from './commit.ts';
import type { Dictionary } from './dictionary.ts';
import type { Entries } from './entries.ts';
import type { FileLog } from './event-log.ts';
import { guarded } from '../failures.ts';
import { receiptReader } from './receipts.ts';
import { toTimer } from './rows.ts';
import { timers } from '../schema.ts';
import { createStateReader } from './state-reader.ts';
import { createStateWriter } from './state-writer.ts';
import { createTopics } from './topics.ts';
import type { Writer } from '../threads/writer.ts';
import type { Writes } from './writes.ts';

export interface StoreParts {
  /** Reads committed data. */
  readonly db: BetterSQLite3Database;
  readonly log: FileLog;
  readonly entries: Entries;
  readonly dictionary: Dictionary;
  readonly writer: Writer;
  readonly writes: Writes;
  /** The position of the newest event of the file. */
  readonly head: number;
  readonly shapes: Shapes;
}

export function createStore(parts: StoreParts): Store {
  const { db, writes, shapes, entries } = parts;
  const statements = prepareStatements(db);
  const reader = createStateReader(db);
  const states = createStateWriter(db, writes, reader.where);
  const receipt = receiptReader(db, entries);
  const timerOf = (row: Parameters<typeof toTimer>[1]) => toTimer(shapes, row);

  const reading: Immediate<Omit<Store, 'commit'>> = {
    ...reader,
    load: states.load,
    where: states.where,
    receipt,
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

  const hasReceipt: CommitParts['hasReceipt'] = ({ actor, operation }) =>
    receipt(actor, operation) !== undefined;
  const topics = createTopics(db, parts.log);
  return { ...reading, commit: createCommit({ ...parts, reading, hasReceipt, states, topics }) };
}

/** The file belongs to one server: while it was closed, nobody rang its timers. */
const ALONE: Immediate<Attendance> = {
  isAlone: () => true,
  look: (now) => ({ ringsUpTo: now, bury: null }),
  leave() {},
};

function prepareStatements(db: BetterSQLite3Database) {
  return {
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
