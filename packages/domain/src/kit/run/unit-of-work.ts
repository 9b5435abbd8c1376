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

/**
 * The work of all operations of one turn, one after the other, to be committed together. A class, like its parts: one
 * is made for each turn of the event loop, and forty closures took longer than a move's decision.
 */
export class Batch implements Work {
  readonly liveEvents: LiveEvent[] = [];
  private readonly loads = new Loads();
  private readonly states: BatchStates;
  private readonly timers: BatchTimers;
  private readonly receipts: BatchReceipts;
  private readonly events: PendingEvent[] = [];
  /** How much there was before the operation in hand. */
  private eventsBefore = 0;
  private liveEventsBefore = 0;

  constructor(durableStore: Store, liveStore: Immediate<Store>) {
    this.states = new BatchStates(durableStore, liveStore, this.loads);
    this.timers = new BatchTimers(durableStore, liveStore, this.loads);
    this.receipts = new BatchReceipts(durableStore, this.loads);
  }

  /** The next operation begins: what it does from here on can be undone. */
  begin(): void {
    this.states.begin();
    this.timers.begin();
    this.receipts.begin();
    this.eventsBefore = this.events.length;
    this.liveEventsBefore = this.liveEvents.length;
  }

  /** Forgets what the operation has done; what it has read stays known. */
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

  /** How many events the batch holds so far. */
  get eventCount(): number {
    return this.events.length;
  }

  /** For the durable store; null where nothing durable is kept, and nothing was read that it rests on. */
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

  /** For the live store, to which nobody else writes; null where nothing live is kept. */
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
  /** Those that the store has answered later. */
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
