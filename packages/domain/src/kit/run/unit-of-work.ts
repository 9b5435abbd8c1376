import { type Immediate, isLater } from '../define/awaitable.ts';
import { createBatchStates, type Tracked } from './batch-states.ts';
import { createBatchTimers } from './batch-timers.ts';
import type { Selector } from '../define/handler.ts';
import { createLoads, type Loads } from './loads.ts';
import {
  type Commit,
  leavesSomething,
  type LiveEvent,
  NO_READS,
  type PendingEvent,
  type PendingReceipt,
  type Store,
  type StoredReceipt,
  type Timer,
} from '../ports.ts';
import type { AnyState } from '../define/state.ts';

export type { Tracked };

/** What an operation does. Nobody else sees it before its batch is committed. */
export interface Work {
  /**
   * The states that a handler is to be given; an id without a state gives one entry with undefined. What is not at
   * hand is asked for, and missing from the answer: `assertLoaded` then throws.
   */
  select(definition: AnyState, selector: Selector): readonly Tracked[];
  /** @throws NotLoaded where something that was asked for is not at hand yet */
  assertLoaded(): void;
  /** Changes a state that was selected before. */
  change(tracked: Tracked, state: unknown): void;
  /** Deletes a state that was selected before. */
  remove(definition: AnyState, id: string): void;
  setTimer(timer: Timer, live: boolean): void;
  cancelTimer(key: string): void;
  record(event: PendingEvent): void;
  tell(event: LiveEvent): void;
}

/** The work of all operations of one turn, one after the other, to be committed together. */
export interface Batch extends Work {
  /** The next operation begins: what it does from here on can be undone. */
  begin(): void;
  /** Forgets what the operation has done; what it has read stays known. */
  undo(): void;
  /** @throws NotLoaded */
  timer(key: string): Timer | undefined;
  /** The receipt of an operation of this batch. */
  pendingReceipt(actor: string, operation: string): PendingReceipt | undefined;
  /** The receipt of an operation that was committed before. @throws NotLoaded */
  storedReceipt(actor: string, operation: string): StoredReceipt | undefined;
  addReceipt(receipt: PendingReceipt): void;
  /** How many events the batch holds so far. */
  readonly eventCount: number;
  readonly liveEvents: readonly LiveEvent[];
  /** For the durable store; null where nothing durable is kept, and nothing was read that it rests on. */
  durable(): Commit | null;
  /** For the live store; null where nothing live is kept. */
  live(): Commit | null;
}

export function createBatch(durableStore: Store, liveStore: Immediate<Store>): Batch {
  const loads = createLoads();
  const states = createBatchStates(({ live }) => (live ? liveStore : durableStore), loads);
  const timers = createBatchTimers(durableStore, liveStore, loads);
  const receipts = createBatchReceipts(durableStore, loads);
  const events: PendingEvent[] = [];
  const liveEvents: LiveEvent[] = [];
  /** How much there was before the operation in hand. */
  const before = { events: 0, liveEvents: 0 };

  return {
    begin() {
      states.begin();
      timers.begin();
      receipts.begin();
      before.events = events.length;
      before.liveEvents = liveEvents.length;
    },
    undo() {
      states.undo();
      timers.undo();
      receipts.undo();
      events.length = before.events;
      liveEvents.length = before.liveEvents;
    },
    assertLoaded: loads.assertLoaded,
    select: states.select,
    change: states.change,
    remove: states.remove,
    timer(key) {
      const timer = timers.find(key);
      loads.assertLoaded();
      return timer;
    },
    setTimer: timers.set,
    cancelTimer: timers.cancel,
    record: (event) => void events.push(event),
    tell: (event) => void liveEvents.push(event),
    pendingReceipt: receipts.pending,
    storedReceipt(actor, operation) {
      const receipt = receipts.stored(actor, operation);
      loads.assertLoaded();
      return receipt;
    },
    addReceipt: receipts.add,
    get eventCount() {
      return events.length;
    },
    liveEvents,
    durable() {
      const { writes, reads, lookups } = states.outcome(false);
      const commit: Commit = {
        reads: { states: reads, lookups, timers: timers.reads() },
        states: writes,
        events,
        timers: timers.writes(false),
        receipts: receipts.added,
      };
      return leavesSomething(commit) || restsOnSomething(commit) ? commit : null;
    },
    // Nobody else writes to the live store.
    live() {
      const { writes } = states.outcome(true);
      const set = timers.writes(true);
      const commit: Commit = { reads: NO_READS, states: writes, events: [], timers: set, receipts: [] };
      return leavesSomething(commit) ? commit : null;
    },
  };
}

const restsOnSomething = ({ reads: { states, lookups, timers } }: Commit): boolean =>
  states.length + lookups.length + timers.length > 0;

/** The receipts of a batch. */
function createBatchReceipts(store: Store, loads: Loads) {
  const added: PendingReceipt[] = [];
  let before = 0;
  /** Those that the store has answered later. */
  const loaded = new Map<string, StoredReceipt | undefined>();
  return {
    added,
    begin() {
      before = added.length;
    },
    undo() {
      added.length = before;
    },
    add: (receipt: PendingReceipt) => void added.push(receipt),
    pending: (actor: string, operation: string) =>
      added.find((receipt) => receipt.operation === operation && receipt.actor === actor),
    stored(actor: string, operation: string): StoredReceipt | undefined {
      const key = `${operation}/${actor}`;
      if (loaded.has(key)) return loaded.get(key);
      const receipt = store.receipt(actor, operation);
      if (!isLater(receipt)) return receipt;
      loads.wait(
        `receipt/${key}`,
        receipt.then((found) => loaded.set(key, found)),
      );
      return undefined;
    },
  };
}
