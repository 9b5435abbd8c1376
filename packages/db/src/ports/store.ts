import { and, asc, eq, gt, lte, min, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import {
  type Attendance,
  type Commit,
  type Committed,
  type Immediate,
  leavesSomething,
  type PendingEvent,
  type Shapes,
  staleKey,
  type Store,
  type TimerWrite,
  VersionConflict,
} from '@tic-tac-toe/domain/kit';
import { LRUCache } from 'lru-cache';
import type { FileLog } from './event-log.ts';
import { guarded } from '../failures.ts';
import { staleIn } from './stale.ts';
import { toEventRow, toReceipt, toReceiptRow, toTimer, toTimerRow } from './rows.ts';
import { receipts, timers } from '../schema.ts';
import { createStateReader } from './state-reader.ts';
import { createStateWriter } from './state-writer.ts';
import type { Writer } from '../threads/writer.ts';
import type { Step, Writes } from './writes.ts';

/**
 * @param db reads what is committed
 * @param log knows where a topic stands that is not at hand
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
  const reader = createStateReader(db);
  const states = createStateWriter(db, writes);
  const numbering = createNumbering(log);
  /** Read from the file once, then counted by the one who writes. */
  let position = head;

  /** The events of which the file has been told since the start that the log has one, of this version's shape. */
  const noted = new Set<string>();

  /** Receipts and versions first: a conflict then costs little. */
  function stepsOf(commit: Commit): readonly Step[] {
    const steps: Step[] = commit.receipts.map((receipt) =>
      writes.addReceipt(toReceiptRow(receipt, position)),
    );
    const end = position + commit.events.length;
    for (const write of commit.states) steps.push(...states.steps(write, end));
    numbering.number(commit.events, position);
    const unnoted = new Map<string, ReturnType<typeof toEventRow>>();
    for (const event of commit.events) {
      const row = toEventRow(shapes, event);
      steps.push(writes.addEvent(row));
      if (!noted.has(row.type)) unnoted.set(row.type, row);
    }
    for (const row of unnoted.values()) steps.push(writes.noteShape({ ...row }));
    for (const write of commit.timers) steps.push(timerStep(write));
    return steps;
  }

  const timerOf = (row: Parameters<typeof toTimer>[1]) => toTimer(shapes, row);
  const timerStep = (write: TimerWrite): Step =>
    'set' in write
      ? writes.setTimer(toTimerRow(shapes, write.set))
      : writes.cancelTimer({ key: write.cancel });

  /**
   * Nobody else writes to the file, so that what was read is compared here, with what is at hand; the thread compares
   * what is written once more. Receipts are left to it alone: hardly any is there already.
   */
  async function commitAll(commit: Commit): Promise<Committed> {
    const stale = staleIn(store, commit);
    if (stale.length > 0) throw new VersionConflict(stale);
    const before = position;
    if (!leavesSomething(commit)) return { before };
    try {
      await writer.transact(stepsOf(commit));
    } catch (error) {
      numbering.forget(commit.events);
      if (!(error instanceof VersionConflict)) throw error;
      for (const write of commit.states) states.forget(write);
      const found = [...staleIn(store, commit), ...doneAlready(commit)];
      throw found.length > 0 ? new VersionConflict(found) : error;
    }
    position += commit.events.length;
    for (const write of commit.states) states.written(write, position);
    for (const { name } of commit.events) noted.add(name);
    return { before };
  }

  /** Operations of the commit that have a receipt, or share one. */
  const doneAlready = ({ receipts: drafted }: Commit): readonly string[] => {
    const keys = drafted.map(staleKey.receipt);
    return drafted.flatMap(({ actor, operation }, index) => {
      const key = keys[index] ?? '';
      return statements.receipt.get({ actor, operation }) || keys.indexOf(key) < index ? [key] : [];
    });
  };

  /** Another application of this process may have a commit on its way: the next is numbered when that one stands. */
  let onItsWay: Promise<unknown> | null = null;
  async function commitInTurn(commit: Commit): Promise<Committed> {
    while (onItsWay) await onItsWay;
    const committing = commitAll(commit);
    const settled = committing.then(noLonger, noLonger);
    onItsWay = settled;
    return committing;
  }
  const noLonger = () => {
    onItsWay = null;
  };

  const store: Immediate<Omit<Store, 'commit'>> & Pick<Store, 'commit'> = {
    ...reader,
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
    commit: commitInTurn,
  };
  return store;
}

/** The file belongs to one server: whoever opens it finds what was missed since the one before. */
const ALONE: Immediate<Attendance> = { isAlone: () => true, leave() {} };

/** Topics whose newest position is at hand: those of the games that go on. */
const MAX_TOPICS = 10_000;

/** Numbers events: by one counter, and each with the one before it in its topic. */
function createNumbering(log: Pick<FileLog, 'head'>) {
  const heads = new LRUCache<string, number>({ max: MAX_TOPICS });
  return {
    number(events: readonly PendingEvent[], before: number): void {
      let position = before;
      for (const event of events) {
        event.position = position += 1;
        if (event.topic === null) continue;
        event.previous = heads.get(event.topic) ?? log.head(event.topic);
        heads.set(event.topic, position);
      }
    },
    /** They were not committed. */
    forget(events: readonly PendingEvent[]): void {
      for (const { topic } of events) if (topic !== null) heads.delete(topic);
    },
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
