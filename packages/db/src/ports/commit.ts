import {
  type Commit,
  type Committed,
  leavesSomething,
  type Shapes,
  staleKey,
  type Store,
  type TimerWrite,
  VersionConflict,
} from '@tic-tac-toe/domain/kit';
import { createLogSteps, type LogStepsParts } from './log-steps.ts';
import { toTimerRow } from './rows.ts';
import { type Reading, staleIn } from './stale.ts';
import type { StateWriter } from './state-writer.ts';
import type { Writer } from '../threads/writer.ts';
import type { Step } from './writes.ts';

type HasReceipt = (of: Pick<Commit['receipts'][number], 'actor' | 'operation'>) => boolean;

export interface CommitParts extends LogStepsParts {
  /** Reads committed data. */
  readonly reading: Reading;
  readonly hasReceipt: HasReceipt;
  readonly states: StateWriter;
  readonly writer: Writer;
  /** The position of the newest event of the file. */
  readonly head: number;
  readonly shapes: Shapes;
}

/** Makes the commit of a store: it compares what was read, numbers events, and writes all in one transaction. */
export function createCommit(parts: CommitParts): Store['commit'] {
  const { reading, hasReceipt, states, writer, writes, shapes } = parts;
  const { stepsOf: logSteps, written, forget } = createLogSteps(parts);
  /** Read from the file once, then counted here: nobody else writes. */
  let position = parts.head;

  /** Receipts and versions come first: a conflict then costs little. */
  function stepsOf(commit: Commit): readonly Step[] {
    const log = logSteps(commit, position);
    const steps = log.first;
    const end = position + commit.events.length;
    for (const write of commit.states) for (const step of states.steps(write, end)) steps.push(step);
    for (const step of log.rest) steps.push(step);
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
      forget(commit);
      states.forget(commit.states);
      if (!(error instanceof VersionConflict)) throw error;
      const found = [...staleIn(reading, commit), ...doneAlready(commit, hasReceipt)];
      throw found.length > 0 ? new VersionConflict(found) : error;
    }
    position += commit.events.length;
    for (const write of commit.states) states.written(write, position);
    written();
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
