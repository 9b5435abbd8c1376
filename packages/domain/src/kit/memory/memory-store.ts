import type { Immediate } from '../define/awaitable.ts';
import { freeze } from './freeze.ts';
import { createEvents } from './memory-events.ts';
import { createStates } from './memory-states.ts';
import { codePointOrder } from '../define/ordered.ts';
import { isSameTimer, staleKey } from './stale.ts';
import {
  type Attendance,
  type Commit,
  type Committed,
  type EventLog,
  type PendingReceipt,
  type StateReader,
  type Store,
  type StoredReceipt,
  type Timer,
  VersionConflict,
} from '../ports.ts';

/** A store in memory, which ends with the process. Its answers are frozen, since all readers share them. */
export interface MemoryStore {
  readonly store: Immediate<Store>;
  readonly reader: Immediate<StateReader>;
  readonly log: Immediate<EventLog>;
  /** Drops a topic's events up to a position, as a durable store's retention does. */
  readonly forget: (topic: string, upTo: number) => void;
  /** Drops receipts recorded before an instant, likewise. */
  readonly forgetReceipts: (before: number) => void;
}

export function memoryStore(): MemoryStore {
  const states = createStates();
  const events = createEvents();
  const timers = new Map<string, Timer>();
  const receipts = createReceipts();

  function commit({
    reads,
    states: writes,
    events: drafts,
    timers: timerWrites,
    receipts: drafted,
  }: Commit): Committed {
    // Everything that can fail comes before the first change.
    const stale = states.stale(reads, writes);
    for (const read of reads.timers) {
      if (!isSameTimer(timers.get(read.key), read.found)) stale.push(staleKey.timer(read));
    }
    const apply = states.prepare(writes);
    const before = events.count();
    for (const receipt of receipts.add(drafted, before, stale.length === 0))
      stale.push(staleKey.receipt(receipt));
    if (stale.length > 0) throw new VersionConflict(stale);
    for (const draft of drafts) events.append(draft);
    apply(events.count());
    for (const write of timerWrites) {
      if ('set' in write) timers.set(write.set.key, write.set);
      else timers.delete(write.cancel);
    }
    return { before };
  }

  function timersDue(now: number, limit: number): readonly Timer[] {
    const due = [...timers.values()].filter((timer) => timer.wakeAt <= now);
    return due
      .toSorted((a, b) => a.wakeAt - b.wakeAt || codePointOrder(a.key, b.key))
      .slice(0, limit)
      .map(freeze);
  }

  const timersSetAfter = (instant: number, limit: number): readonly Timer[] =>
    [...timers.values()]
      .filter(({ setAt }) => setAt > instant)
      .toSorted((a, b) => codePointOrder(a.key, b.key))
      .slice(0, limit)
      .map(freeze);

  function nextWake(): number | null {
    let next: number | null = null;
    for (const { wakeAt } of timers.values()) if (next === null || wakeAt < next) next = wakeAt;
    return next;
  }

  const store: Immediate<Store> = {
    ...states.reader,
    receipt: receipts.find,
    timer: (key) => freeze(timers.get(key)),
    timersDue,
    timersSetAfter,
    nextWake,
    join: createAttendance(),
    commit,
  };
  const { read, readFor, readAll, head, heads, stoodAt, floor } = events;
  const log: Immediate<EventLog> = { read, readFor, readAll, head, heads, stoodAt, floor };
  return { store, reader: states.reader, log, forget: events.forget, forgetReceipts: receipts.forget };
}

/** Counts the servers that ring timers. */
function createAttendance(): () => Immediate<Attendance> {
  let attending = 0;
  return () => {
    attending += 1;
    return {
      isAlone: () => attending === 1,
      look: (now) => ({ ringsUpTo: now, bury: null }),
      leave: () => {
        attending -= 1;
      },
    };
  };
}

/** By actor, then by operation. */
function createReceipts() {
  const actors = new Map<string, Map<string, StoredReceipt>>();

  function operationsOf(actor: string): Map<string, StoredReceipt> {
    let operations = actors.get(actor);
    if (!operations) actors.set(actor, (operations = new Map<string, StoredReceipt>()));
    return operations;
  }

  function remove({ actor, operation }: StoredReceipt): void {
    const operations = actors.get(actor);
    operations?.delete(operation);
    if (operations?.size === 0) actors.delete(actor);
  }

  return {
    find: (actor: string, operation: string) => freeze(actors.get(actor)?.get(operation)),
    /**
     * Adds all of them or none.
     * @param before the position before their commit
     * @param isToStay false if the commit fails anyway
     * @returns those whose operation has a receipt already, perhaps from the same commit
     */
    add(receipts: readonly PendingReceipt[], before: number, isToStay: boolean): readonly PendingReceipt[] {
      const added: PendingReceipt[] = [];
      const stale: PendingReceipt[] = [];
      for (const receipt of receipts) {
        const operations = operationsOf(receipt.actor);
        if (operations.has(receipt.operation)) {
          stale.push(receipt);
          continue;
        }
        receipt.position += before;
        operations.set(receipt.operation, receipt);
        added.push(receipt);
      }
      if (stale.length > 0 || !isToStay) added.forEach(remove);
      return stale;
    },
    forget(before: number): void {
      for (const operations of actors.values()) {
        for (const receipt of operations.values()) if (receipt.recordedAt < before) remove(receipt);
      }
    },
  };
}
