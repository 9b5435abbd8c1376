import type { Outcome, Published } from '../define/application.types.ts';
import type { Immediate } from '../define/awaitable.ts';
import { decide, type Decider } from './decide.ts';
import { NotLoaded } from './failures.ts';
import { type CommitEnded, silent } from '../define/hooks.ts';
import type { Decided, Operation } from './operation.ts';
import {
  type Commit,
  isUnavailable,
  leavesSomething,
  type Ports,
  type Store,
  type TimerWrite,
  VersionConflict,
} from '../ports.ts';
import { Batch } from './unit-of-work.ts';

/** How often a batch is decided at most, when other servers keep changing its states. */
const MAX_ATTEMPTS = 20;

/** An operation whose caller waits for the outcome. */
export interface Submitted extends Operation {
  readonly settle: (outcome: Outcome) => void;
  readonly fail: (error: unknown) => void;
}

export interface BusListeners {
  /** Called after each commit, before its callers are told. */
  readonly onPublished: (published: Published) => void;
  /** Called for each timer of a commit, so that the alarm clock expects it. */
  readonly onTimerWritten: (write: TimerWrite) => void;
  /** Called when a commit failed: a player's time may run out through no fault of theirs. */
  readonly onCommitFailed: () => void;
  /** Receives errors that came after a commit: no operation has failed. */
  readonly onFailed: (error: unknown) => void;
}

export interface Settling {
  readonly decider: Decider;
  readonly ports: Pick<Ports, 'store'>;
  readonly live: Immediate<Store>;
  readonly listeners: BusListeners;
  /** Where the log stood after the last commit of this bus: the receipt's position if an operation commits nothing. */
  readonly log: { standsAt: number };
  /** Queues the call that tells listeners and callers of a commit, in the order of the commits. */
  readonly whenCommitted: (tell: () => void) => void;
}

/** The store's error, if it can commit nothing at the moment. */
type Unavailable = { readonly error: unknown } | null;

/**
 * Decides and commits a batch. If the commit fails, each operation is tried once more by itself. Decides before it first
 * waits. Never rejects: every failure belongs to an operation.
 * @param unavailable why the store can commit nothing at the moment. It is not asked again: each operation would wait
 * for it in turn. Operations that are only live go on.
 */
export async function settle(
  settling: Settling,
  operations: readonly Submitted[],
  unavailable: Unavailable = null,
): Promise<void> {
  try {
    await attempt(settling, operations, unavailable);
  } catch (error) {
    const [only, ...others] = operations;
    if (only && others.length === 0) return only.fail(error);
    const why = isUnavailable(error) ? { error } : null;
    for (const operation of operations) await settle(settling, [operation], why);
  }
}

/**
 * 1. Decide all operations, one after the other, against one batch. Load what is missing, then go on.
 * 2. Commit the batch, with what was read for it. If that has changed meanwhile, begin anew.
 * 3. Commit the live part.
 * 4. Have listeners and callers told.
 */
async function attempt(
  settling: Settling,
  operations: readonly Submitted[],
  unavailable: Unavailable,
): Promise<void> {
  const { decider, ports, live, listeners, whenCommitted } = settling;
  for (let tries = 1; ; tries += 1) {
    const batch = new Batch(ports.store, live);
    const decided: Decided[] = [];
    const goOn = () => decideAll(decider, operations, batch, tries > 1, decided);
    for (let loading = goOn(); loading; loading = goOn()) await loading;
    const commit = batch.durable();
    const leaves = commit !== null && leavesSomething(commit);
    if (leaves && unavailable) throw unavailable.error;
    let before: number;
    try {
      before = commit ? await commitDurable(settling, operations, commit) : settling.log.standsAt;
    } catch (error) {
      if (error instanceof VersionConflict && tries < MAX_ATTEMPTS) continue;
      // In a batch, one operation may be at fault: the others are then committed one by one.
      if (leaves && (operations.length === 1 || isUnavailable(error))) listeners.onCommitFailed();
      throw error;
    }
    const liveCommit = commitLive(settling, batch);
    whenCommitted(() => {
      tell(listeners, batch, [commit, liveCommit]);
      for (const [index, operation] of operations.entries()) answer(operation, decided[index], before);
    });
    return;
  }
}

/**
 * Decides operations in order, from the first undecided one.
 * @returns null once all are decided; else a promise that settles when everything they miss is loaded, in one go
 */
function decideAll(
  decider: Decider,
  operations: readonly Operation[],
  batch: Batch,
  looksBack: boolean,
  decided: Decided[],
): Promise<unknown> | null {
  for (let operation = operations[decided.length]; operation; operation = operations[decided.length]) {
    try {
      decided.push(decide(decider, operation, batch, looksBack));
    } catch (error) {
      if (!(error instanceof NotLoaded)) throw error;
      const others = operations.slice(decided.length + 1);
      return Promise.all([...error.loading, ...missing(decider, others, batch, looksBack)]);
    }
  }
  return null;
}

/** What these operations would miss. They are only tried out: the batch keeps nothing, and hooks are not called. */
function missing(
  decider: Decider,
  operations: readonly Operation[],
  batch: Batch,
  looksBack: boolean,
): readonly PromiseLike<unknown>[] {
  const quiet = { ...decider, notify: silent };
  return operations.flatMap((operation) => {
    try {
      decide(quiet, operation, batch, looksBack);
      batch.undo();
      return [];
    } catch (error) {
      if (error instanceof NotLoaded) return error.loading;
      throw error;
    }
  });
}

/** @returns where the log stood before the commit */
async function commitDurable(
  { decider: { notify }, ports, log }: Settling,
  operations: readonly Operation[],
  commit: Commit,
): Promise<number> {
  const observed =
    leavesSomething(commit) && (notify.beforeCommit ?? notify.afterCommit)
      ? { operations: operations.map(({ operation }) => operation), events: commit.events.length }
      : null;
  if (observed) notify.beforeCommit?.(observed);
  try {
    const { before } = await ports.store.commit(commit);
    if (observed) notify.afterCommit?.(observed, { kind: 'committed', before });
    log.standsAt = Math.max(log.standsAt, before + commit.events.length);
    return before;
  } catch (error) {
    const ended: CommitEnded =
      error instanceof VersionConflict ? { kind: 'conflict' } : { kind: 'failed', error };
    if (observed) notify.afterCommit?.(observed, ended);
    throw error;
  }
}

/** Committed: a failure from here on must not cause a retry. */
function commitLive({ live, listeners }: Settling, batch: Batch): Commit | null {
  try {
    const commit = batch.live();
    if (commit) live.commit(commit);
    return commit;
  } catch (error) {
    listeners.onFailed(error);
    return null;
  }
}

function tell(
  listeners: BusListeners,
  { liveEvents }: Batch,
  commits: readonly [durable: Commit | null, live: Commit | null],
): void {
  try {
    const events = commits[0]?.events ?? [];
    if (events.length + liveEvents.length > 0) listeners.onPublished({ events, live: liveEvents });
    for (const commit of commits) {
      for (const write of commit?.timers ?? []) listeners.onTimerWritten(write);
    }
  } catch (error) {
    listeners.onFailed(error);
  }
}

function answer(
  { settle, fail, operation: operationId }: Submitted,
  decided: Decided | undefined,
  before: number,
): void {
  if (!decided) return;
  if ('error' in decided) return fail(decided.error);
  if (decided.refused) return settle({ ok: false, rejection: decided.refused });
  const position = 'position' in decided ? decided.position : before + decided.events;
  settle({ ok: true, receipt: { operationId, position } });
}
