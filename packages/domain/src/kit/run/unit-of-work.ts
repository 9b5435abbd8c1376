import { type Immediate, isLater } from '../define/awaitable.ts';
import { BatchStates, type Tracked } from './batch-states.ts';
import { BatchTimers } from './batch-timers.ts';
import type { Selector } from '../define/handler.ts';
import { Loads } from './loads.ts';
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

/** The work of an operation. Nobody else sees it before its batch is committed. */
export interface Work {
  /**
   * The states that a handler is given; an id without a state gives one entry with undefined. States that are not loaded
   * are requested and missing from the answer: `assertLoaded` then throws.
   */
  select(definition: AnyState, selector: Selector): readonly Tracked[];
  /** @throws NotLoaded where something requested is not loaded yet */
  assertLoaded(): void;
  /** Changes a selected state. */
  change(tracked: Tracked, state: unknown): void;
  /** Deletes a selected state. */
  remove(definition: AnyState, id: string): void;
  setTimer(timer: Timer, live: boolean): void;
  cancelTimer(key: string): void;
  record(event: PendingEvent): void;
  tell(event: LiveEvent): void;
}

/**
 * The work of all operations of one turn of the event loop, committed together. A class, like its parts: making forty
 * closures each turn took longer than the decision on a move.
 */
export class Batch implements Work {
  readonly liveEvents: LiveEvent[] = [];
  private readonly loads = new Loads();
  private readonly states: BatchStates;
  private readonly timers: BatchTimers;
  private readonly receipts: BatchReceipts;
  private readonly events: PendingEvent[] = [];
  /** The numbers of events before the current operation; `undo` goes back to them. */
  private eventsBefore = 0;
  private liveEventsBefore = 0;

  constructor(durableStore: Store, liveStore: Immediate<Store>) {
    this.states = new BatchStates(durableStore, liveStore, this.loads);
    this.timers = new BatchTimers(durableStore, liveStore, this.loads);
    this.receipts = new BatchReceipts(durableStore, this.loads);
  }

  /** Begins the next operation: `undo` goes back to here. */
  begin(): void {
    this.states.begin();
    this.timers.begin();
    this.receipts.begin();
    this.eventsBefore = this.events.length;
    this.liveEventsBefore = this.liveEvents.length;
  }

  /** Undoes what the operation has done, but keeps what it has read. */
  undo(): void {
    this.states.undo();
    this.timers.undo();
    this.receipts.undo();
    this.events.length = this.eventsBefore;
    this.liveEvents.length = this.liveEventsBefore;
  }

  select(definition: AnyState, selector: Selector): readonly Tracked[] {
    return this.states.select(definition, selector);
  }

  assertLoaded(): void {
    this.loads.assertLoaded();
  }

  change(tracked: Tracked, state: unknown): void {
    this.states.change(tracked, state);
  }

  remove(definition: AnyState, id: string): void {
    this.states.remove(definition, id);
  }

  /** @throws NotLoaded */
  timer(key: string): Timer | undefined {
    const timer = this.timers.find(key);
    this.assertLoaded();
    return timer;
  }

  setTimer(timer: Timer, live: boolean): void {
    this.timers.set(timer, live);
  }

  cancelTimer(key: string): void {
    this.timers.cancel(key);
  }

  record(event: PendingEvent): void {
    this.events.push(event);
  }

  tell(event: LiveEvent): void {
    this.liveEvents.push(event);
  }

  /** The receipt of an operation of this batch. */
  pendingReceipt(actor: string, operation: string): PendingReceipt | undefined {
    return this.receipts.pending(actor, operation);
  }

  /** The receipt of an operation that was committed before. @throws NotLoaded */
  storedReceipt(actor: string, operation: string): StoredReceipt | undefined {
    const receipt = this.receipts.stored(actor, operation);
    this.assertLoaded();
    return receipt;
  }

  addReceipt(receipt: PendingReceipt): void {
    this.receipts.add(receipt);
  }

  /** The number of events in the batch so far. */
  get eventCount(): number {
    return this.events.length;
  }

  /** The commit for the durable store; null if nothing was written to it or read from it. */
  durable(): Commit | null {
    const { writes, reads, lookups } = this.states.outcome(false);
    const commit: Commit = {
      reads: { states: reads, lookups, timers: this.timers.reads() },
      states: writes,
      events: this.events,
      timers: this.timers.writes(false),
      receipts: this.receipts.added,
    };
    return leavesSomething(commit) || restsOnSomething(commit) ? commit : null;
  }

  /** The commit for the live store, to which nobody else writes; null if nothing live was written. */
  live(): Commit | null {
    const { writes } = this.states.outcome(true);
    const timers = this.timers.writes(true);
    if (writes.length + timers.length === 0) return null;
    return { reads: NO_READS, states: writes, events: [], timers, receipts: [] };
  }
}

const restsOnSomething = ({ reads: { states, lookups, timers } }: Commit): boolean =>
  states.length + lookups.length + timers.length > 0;

/** The receipts of a batch. */
class BatchReceipts {
  readonly added: PendingReceipt[] = [];
  private readonly store: Store;
  private readonly loads: Loads;
  private before = 0;
  /** Receipts that the store did not answer at once. */
  private loaded: Map<string, StoredReceipt | undefined> | null = null;

  constructor(store: Store, loads: Loads) {
    this.store = store;
    this.loads = loads;
  }

  begin(): void {
    this.before = this.added.length;
  }

  undo(): void {
    this.added.length = this.before;
  }

  add(receipt: PendingReceipt): void {
    this.added.push(receipt);
  }

  pending(actor: string, operation: string): PendingReceipt | undefined {
    for (const receipt of this.added) {
      if (receipt.operation === operation && receipt.actor === actor) return receipt;
    }
    return undefined;
  }

  stored(actor: string, operation: string): StoredReceipt | undefined {
    const key = `${operation}/${actor}`;
    if (this.loaded?.has(key)) return this.loaded.get(key);
    const receipt = this.store.receipt(actor, operation);
    if (!isLater(receipt)) return receipt;
    this.loads.wait(
      `receipt/${key}`,
      receipt.then((found) => (this.loaded ??= new Map()).set(key, found)),
    );
    return undefined;
  }
}
