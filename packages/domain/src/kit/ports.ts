/** What the kit needs from outside. One shared suite tests that every store keeps these promises. */
import type { Audience, EventMessage } from './define/message.ts';
import type { Awaitable } from './define/awaitable.ts';
import type { AnyState } from './define/state.ts';

/** A state as a store keeps it. */
export interface StoredState {
  readonly id: string;
  /** Counts from 1; grows by one with each write. */
  readonly version: number;
  /** Where the log stood when this version was committed: the state does not include later events. */
  readonly position: number;
  readonly state: unknown;
}

/** The interface for reading, which queries get. It sees committed data only. */
export interface StateReader {
  load(definition: AnyState, id: string): Awaitable<StoredState | undefined>;
  all(definition: AnyState): Awaitable<readonly StoredState[]>;
  /** The states whose index of that name has `value`, by id. */
  where(definition: AnyState, index: string, value: string): Awaitable<readonly StoredState[]>;
  /** At most `limit` states with ids after `after`, by id. */
  page(definition: AnyState, after: string | null, limit: number): Awaitable<readonly StoredState[]>;
  /** How many states there are; with `before`, how many with ids before it. */
  count(definition: AnyState, before?: string): Awaitable<number>;
}

/**
 * An event as the log keeps it. Positions are unique and opaque. Within a topic they grow in the order of commits.
 * Positions of two topics are never compared: a store with many writers may commit them in another order.
 */
export interface RecordedEvent {
  readonly position: number;
  /** The position of the previous event of its topic; 0 for the first one, and for one without a topic. */
  readonly previous: number;
  /** With its module in front: `games.MarkPlaced`. */
  readonly name: string;
  /** Its name on the wire: `MarkPlaced`. */
  readonly type: string;
  readonly data: unknown;
  /** The topic that it is published to, or null for an internal event. */
  readonly topic: string | null;
  readonly audience: Audience;
  /** The operation whose cascade it belongs to. */
  readonly operation: string;
  /** The operation that began it all: this one, or the one whose timer or event led here. */
  readonly correlation: string;
  /** The effect's number in its cascade; 0 for the first message. */
  readonly sequence: number;
  /** The number of the effect that caused this one; null for the first. */
  readonly causation: number | null;
  readonly actor: string;
  /** Milliseconds since the Unix epoch. */
  readonly recordedAt: number;
}

/** An event on its way to the log. It is numbered in place, not copied: every move of every game makes one. */
export type PendingEvent = Omit<RecordedEvent, 'position' | 'previous'> & {
  /** 0 until the commit assigns it, like `previous`. */
  position: number;
  previous: number;
};

/** A live event as its listeners get it. It is not kept, so it has no position. */
export type LiveEvent = Pick<RecordedEvent, 'name' | 'type' | 'data' | 'topic' | 'audience'>;

/** A page of a topic, or of the whole log: those of its events that somebody may hear. */
export interface Page {
  readonly events: readonly RecordedEvent[];
  /** Where the page ends; the next one begins after it. */
  readonly upTo: number;
  /** There is no more at this moment. */
  readonly isLast: boolean;
}

export interface EventLog {
  /** Events of `topic` after a position, oldest first, at most `limit`. */
  read(topic: string, after: number, limit: number): Awaitable<readonly RecordedEvent[]>;
  /**
   * Of the next `limit` events of `topic` after a position, those that `actor` may hear, oldest first; null for somebody
   * who is not signed in. Events that only others may hear count, too, so that no call reads more than `limit`.
   */
  readFor(actor: string | null, topic: string, after: number, limit: number): Awaitable<Page>;
  /**
   * Of the next `limit` events after a position, whatever their topic, those of these names, in the order of
   * positions. In this order an event comes after those before it in its topic, and after all that were committed when it was
   * decided. A page ends before the first position that a commit on its way may still fill: a reader that goes on from
   * `upTo` misses nothing. Events of the domain's own, which have no topic, are left out.
   */
  readAll(names: readonly string[], after: number, limit: number): Awaitable<Page>;
  /** Where `topic` stands: at its newest event, or at its floor where that is later; 0 where it never had one. */
  head(topic: string): Awaitable<number>;
  /** Where each of these topics stands, in their order. */
  heads(topics: readonly string[]): Awaitable<readonly number[]>;
  /**
   * Whether a reader of `topic` may have been given this position, with an event, a state or a receipt. If not, a restored
   * backup has undone what the cursor has seen, and it must resynchronise.
   */
  stoodAt(topic: string, position: number): Awaitable<boolean>;
  /** Events of `topic` up to this position may have been pruned: a cursor below it must resynchronise. */
  floor(topic: string): Awaitable<number>;
}

/** A caller's request. */
export type Asked = Pick<EventMessage, 'name' | 'data'>;

/** The outcome of an operation, kept so that a retry gets the same answer and does nothing twice. */
export interface StoredReceipt {
  readonly actor: string;
  readonly operation: string;
  /** Another payload under the same id is a conflict. */
  readonly request: Asked;
  /** Where the log stood after the operation. */
  readonly position: number;
  /** The reason of a refusal, or null. */
  readonly rejection: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly recordedAt: number;
}

export interface Timer {
  /** Starts with the module that set it: `games.turn/…`. */
  readonly key: string;
  /** Milliseconds since the Unix epoch: when `event` is due. */
  readonly due: number;
  /** When to wake up next: at `due`, or for the next update before it. */
  readonly wakeAt: number;
  readonly event: EventMessage;
  readonly update: { readonly every: number; readonly event: EventMessage } | null;
  /** The correlation of the cascade that set it. */
  readonly correlation: string;
  /** When it was set, in the units of `due`. If that is in the future, the clock was set back since. */
  readonly setAt: number;
}

export interface StateWrite {
  readonly definition: AnyState;
  readonly id: string;
  /** The version that was decided on; 0 if there was none. */
  readonly expected: number;
  /** Undefined to delete it. */
  readonly next: unknown;
}

export type TimerWrite = { readonly set: Timer } | { readonly cancel: string };

/** A receipt on its way to the store. Like an event, it is numbered in place. */
export type PendingReceipt = Omit<StoredReceipt, 'position'> & {
  /** Until the commit assigns it: the number of the commit's events up to this receipt. */
  position: number;
};

/** A state that was read and is not written. */
export interface StateRead {
  readonly definition: AnyState;
  readonly id: string;
  /** 0 if there was none. */
  readonly version: number;
}

/** A lookup of the states of a kind by an index; `by` is null for all states of the kind. */
export interface LookupRead {
  readonly definition: AnyState;
  readonly by: { readonly index: string; readonly value: string } | null;
  /** The ids that were found, in order. Their versions are with the states that were read or written. */
  readonly ids: readonly string[];
}

/** A timer as it was found; undefined if it was not set. */
export interface TimerRead {
  readonly key: string;
  readonly found: Timer | undefined;
}

/** Everything that decisions have read besides the states that they write, including those that refused or skipped. */
export interface Reads {
  readonly states: readonly StateRead[];
  readonly lookups: readonly LookupRead[];
  readonly timers: readonly TimerRead[];
}

/** For a commit that has read only what it writes. */
export const NO_READS: Reads = { states: [], lookups: [], timers: [] };

/** One transaction: the work of all operations of one turn of the event loop. */
export interface Commit {
  /** What must be unchanged. */
  readonly reads: Reads;
  readonly states: readonly StateWrite[];
  /** In order; the store numbers them. */
  readonly events: readonly PendingEvent[];
  readonly timers: readonly TimerWrite[];
  readonly receipts: readonly PendingReceipt[];
}

export interface Committed {
  /** The position before the first event of the commit: event `i` (from 0) has `before + 1 + i`. */
  readonly before: number;
}

/** Whether a commit writes anything: it may only check what was read. */
export const leavesSomething = ({ states, events, timers, receipts }: Commit): boolean =>
  states.length + events.length + timers.length + receipts.length > 0;

/** What a decision has read is stale. The bus decides again. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
  /** The stale keys: `game/<id>`, `game?player/<id>`, `timer/<key>`, `receipt/<actor>/<operation>`. */
  readonly stale: readonly string[];
  constructor(stale: readonly string[]) {
    super(`No longer as it was read: ${stale.join(', ')}.`);
    this.stale = stale;
  }
}

/**
 * Whether the store can commit nothing at the moment: its errors then have `unavailable: true`. Otherwise, one operation
 * of the commit may be at fault.
 */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof Error && 'unavailable' in error && error.unavailable === true;

/** What a server sees of the others before it rings timers. */
export interface Lookout {
  /**
   * Up to which instant timers may ring: no later than now by the store's clock, and no later than when a server that is
   * silent now was last there. It may be dead, and its players on their way elsewhere.
   */
  readonly ringsUpTo: number;
  /**
   * Set where servers were found dead, for this server alone. To be called once their players were given time: until
   * then, nobody rings timers that became due since.
   */
  readonly bury: (() => Awaitable<void>) | null;
}

/** A server's membership among those that ring the timers of a store. */
export interface Attendance {
  /** Whether there is no other server. If so, nobody else has rung the timers that this one missed. */
  isAlone(): Awaitable<boolean>;
  /** @param now by this server's clock */
  look(now: number): Awaitable<Lookout>;
  leave(): Awaitable<void>;
}

/** The interface for writing, which the bus gets. */
export interface Store extends StateReader {
  receipt(actor: string, operation: string): Awaitable<StoredReceipt | undefined>;
  timer(key: string): Awaitable<Timer | undefined>;
  /** Timers to wake up for by `now`, earliest first, at most `limit`. */
  timersDue(now: number, limit: number): Awaitable<readonly Timer[]>;
  /** Timers that were set after `instant`, by key, at most `limit`. */
  timersSetAfter(instant: number, limit: number): Awaitable<readonly Timer[]>;
  /** When the next timer wants to wake up; null where there is none. */
  nextWake(): Awaitable<number | null>;
  /** From now on this server rings timers, along with those that have joined before. */
  join(): Awaitable<Attendance>;
  /**
   * Commits all of it or nothing.
   * @throws VersionConflict where anything that was read is stale, a written state is not at its expected version, or an
   * operation has a receipt already, perhaps from the same commit. The error names all stale keys, and the store has
   * dropped them from its caches. After any other error, nothing was kept, and the commit may be tried again
   */
  commit(commit: Commit): Awaitable<Committed>;
}

/** What a hint says besides. */
export interface Told {
  /** All events by which its topics have grown, in the order of their positions. */
  events(): readonly RecordedEvent[];
}

/**
 * Hints of the store that commits of other servers have let topics grow. Any of them may be lost, doubled or late: the log is
 * what counts, and it is also polled once a second. Live events are in no log: one that is lost is not told again.
 */
export interface Signals {
  /**
   * @param hear called with null if hints may have been missed; with what a hint tells, or without, where that has to be read
   * @param hearLive called with each live event that another server tells, never with one of this server's own
   * @returns what stops listening
   */
  listen(
    hear: (topics: readonly string[] | null, told?: Told) => void,
    hearLive?: (event: LiveEvent) => void,
  ): () => void;
  /** Tells the other servers of live events, in this order, after what this one has committed before. Never throws. */
  tellLive(events: readonly LiveEvent[]): void;
}

/** The kit's source of time. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `wake` once, at or after the instant `at`; the returned function cancels it. */
  alarm(at: number, wake: () => void): () => void;
}

export interface Ports {
  /** Durable state, log, timers and receipts. */
  readonly store: Store;
  /** Durable state for queries, on a separate connection: reading never waits for writing. */
  readonly reader: StateReader;
  readonly log: EventLog;
  /** Set if other servers write to the same store. */
  readonly signals?: Signals;
  readonly clock: Clock;
  /** A new random UUID. */
  readonly newId: () => string;
  /**
   * Runs `work` at the end of this turn of the event loop, or somewhat later. Until then, commands gather for one commit.
   * @param waiting how many wait already
   */
  readonly defer: (work: () => void, waiting: number) => void;
}
