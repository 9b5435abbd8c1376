import { freeze } from './freeze.ts';
import { createEvents } from './memory-events.ts';
import { createStates } from './memory-states.ts';
import { codePointOrder } from './ordered.ts';
import {
  type Commit,
  type Committed,
  type EventLog,
  type StateReader,
  type Store,
  type StoredReceipt,
  type Timer,
  VersionConflict,
} from './ports.ts';

/** A whole store in memory: it ends with the process. What it answers is frozen, since all readers share it. */
export interface MemoryStore {
  readonly store: Store;
  readonly reader: StateReader;
  readonly log: EventLog;
  /** Drops a topic's events up to a position, as the retention of a durable store does in time. */
  readonly forget: (topic: string, upTo: number) => void;
  /** Drops the receipts recorded before that time, likewise. */
  readonly forgetReceipts: (before: number) => void;
}

export function memoryStore(): MemoryStore {
  const states = createStates();
  const events = createEvents();
  const timers = new Map<string, Timer>();
  const receipts = createReceipts();

  function commit({
    states: writes,
    events: drafts,
    timers: timerWrites,
    receipts: drafted,
  }: Commit): Committed {
    // Everything that may fail comes before the first change.
    for (const receipt of drafted) receipts.mustBeNew(receipt);
    const apply = states.prepare(writes);
    const before = events.head();
    for (const draft of drafts) events.append(draft);
    apply(events.head());
    for (const write of timerWrites) {
      if ('set' in write) timers.set(write.set.key, write.set);
      else timers.delete(write.cancel);
    }
    for (const receipt of drafted) receipts.add(receipt, before + receipt.events);
    return { before };
  }

  function timersDue(now: number, limit: number): readonly Timer[] {
    const due = [...timers.values()].filter((timer) => timer.wakeAt <= now);
    return due
      .toSorted((a, b) => a.wakeAt - b.wakeAt || codePointOrder(a.key, b.key))
      .slice(0, limit)
      .map(freeze);
  }

  function nextWake(): number | null {
    let next: number | null = null;
    for (const { wakeAt } of timers.values()) if (next === null || wakeAt < next) next = wakeAt;
    return next;
  }

  const store: Store = {
    ...states.reader,
    receipt: receipts.find,
    timer: (key) => freeze(timers.get(key)),
    timersDue,
    nextWake,
    commit,
  };
  const log: EventLog = { read: events.read, head: events.head, floor: events.floor };
  return { store, reader: states.reader, log, forget: events.forget, forgetReceipts: receipts.forget };
}

/** By actor, then by operation. */
function createReceipts() {
  const actors = new Map<string, Map<string, StoredReceipt>>();
  return {
    find: (actor: string, operation: string) => freeze(actors.get(actor)?.get(operation)),
    mustBeNew({ actor, operation }: Commit['receipts'][number]): void {
      if (actors.get(actor)?.has(operation))
        throw new VersionConflict(`Operation ${operation} of ${actor} is done already.`);
    },
    add(receipt: Commit['receipts'][number], position: number): void {
      const { actor, operation, request, rejection, recordedAt } = receipt;
      const kept = { actor, operation, request, position, rejection, recordedAt };
      const operations = actors.get(actor);
      if (operations) operations.set(operation, kept);
      else actors.set(actor, new Map([[operation, kept]]));
    },
    forget(before: number): void {
      for (const [actor, operations] of actors) {
        for (const [operation, { recordedAt }] of operations) {
          if (recordedAt < before) operations.delete(operation);
        }
        if (operations.size === 0) actors.delete(actor);
      }
    },
  };
}
