import {
  type Commit,
  type Committed,
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
import { toEventRow, toReceiptRow, toTimerRow } from './rows.ts';
import { type Reading, staleIn } from './stale.ts';
import type { StateWriter } from './state-writer.ts';
import type { Writer } from '../threads/writer.ts';
import type { Step, Writes } from './writes.ts';

type HasReceipt = (of: Pick<Commit['receipts'][number], 'actor' | 'operation'>) => boolean;

export interface CommitParts {
  /** Reads committed data. */
  readonly reading: Reading;
  readonly hasReceipt: HasReceipt;
  readonly states: StateWriter;
  /** Gives the head of a topic that is not cached. */
  readonly log: Pick<FileLog, 'head'>;
  readonly writer: Writer;
  readonly writes: Writes;
  /** The position of the newest event of the file. */
  readonly head: number;
  readonly shapes: Shapes;
}

/** Makes the commit of a store: it compares what was read, numbers events, and writes all in one transaction. */
export function createCommit(parts: CommitParts): Store['commit'] {
  const { reading, hasReceipt, states, writer, writes, shapes } = parts;
  const numbering = createNumbering(parts.log);
  /** Read from the file once, then counted here: nobody else writes. */
  let position = parts.head;

  /** Events whose current shape version has been noted in the file since the start. */
  const noted = new Set<string>();

  /** Receipts and versions come first: a conflict then costs little. */
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

  const timerStep = (write: TimerWrite): Step =>
    'set' in write
      ? writes.setTimer(toTimerRow(shapes, write.set))
      : writes.cancelTimer({ key: write.cancel });

  /**
   * Nobody else writes to the file, so this thread can compare what was read, mostly with cached data; the writer's
   * thread checks written states once more. Receipts are checked there only, since conflicts of receipts are rare.
   */
  async function commitAll(commit: Commit): Promise<Committed> {
    const stale = staleIn(reading, commit);
    if (stale.length > 0) throw new VersionConflict(stale);
    const before = position;
    if (!leavesSomething(commit)) return { before };
    try {
      await writer.transact(stepsOf(commit));
    } catch (error) {
      numbering.forget(commit.events);
      if (!(error instanceof VersionConflict)) throw error;
      for (const write of commit.states) states.forget(write);
      const found = [...staleIn(reading, commit), ...doneAlready(commit, hasReceipt)];
      throw found.length > 0 ? new VersionConflict(found) : error;
    }
    position += commit.events.length;
    for (const write of commit.states) states.written(write, position);
    for (const { name } of commit.events) noted.add(name);
    return { before };
  }

  return inTurn(commitAll);
}

/** Runs commits one at a time: another application of this process may be committing, and numbering must wait for it. */
function inTurn(commitAll: (commit: Commit) => Promise<Committed>): Store['commit'] {
  let onItsWay: Promise<unknown> | null = null;
  const noLonger = () => {
    onItsWay = null;
  };
  return async (commit) => {
    while (onItsWay) await onItsWay;
    const committing = commitAll(commit);
    const settled = committing.then(noLonger, noLonger);
    onItsWay = settled;
    return committing;
  };
}

/** Operations of the commit that have a receipt, or share one. */
function doneAlready({ receipts }: Commit, hasReceipt: HasReceipt): readonly string[] {
  const keys = receipts.map(staleKey.receipt);
  return receipts.flatMap(({ actor, operation }, index) => {
    const key = keys[index] ?? '';
    return hasReceipt({ actor, operation }) || keys.indexOf(key) < index ? [key] : [];
  });
}

/** Topics whose newest position is cached: roughly the running games. */
const MAX_TOPICS = 10_000;

/** Numbers events by one counter, and gives each the position of the previous event of its topic. */
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
    /** Call it when they were not committed. */
    forget(events: readonly PendingEvent[]): void {
      for (const { topic } of events) if (topic !== null) heads.delete(topic);
    },
  };
}
