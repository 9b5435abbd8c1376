/** What the kit needs from outside. Stores prove that they keep these promises with one shared suite. */
import type { Audience, EventMessage } from './define/message.ts';
import type { Awaitable } from './define/awaitable.ts';
import type { AnyState } from './define/state.ts';

/** A state as it lies in a store. */
export interface StoredState {
  readonly id: string;
  /** Counts from 1; grows by one with each write. */
  readonly version: number;
  /** Where the log stood when this version was committed: later events are not in it yet. */
  readonly position: number;
  readonly state: unknown;
}

/** The door for reading: what queries get. It sees what has been committed, and nothing else. */
export interface StateReader {
  load(definition: AnyState, id: string): Awaitable<StoredState | undefined>;
  all(definition: AnyState): Awaitable<readonly StoredState[]>;
  /** The states whose index of that name has `value`, by id. */
  where(definition: AnyState, index: string, value: string): Awaitable<readonly StoredState[]>;
  /** At most `limit` states with ids after `after`, by id. */
  page(definition: AnyState, after: string | null, limit: number): Awaitable<readonly StoredState[]>;
  count(definition: AnyState): Awaitable<number>;
}

/**
 * An event as the log keeps it. Positions are unique and opaque. Within a topic they grow in the order of commits;
 * those of two topics are never compared, since a store with many writers may commit them in another order.
 */
export interface RecordedEvent {
  readonly position: number;
  /** The position of the event before it in its topic; 0 for the first one, and for one without a topic. */
  readonly previous: number;
  /** With its module in front: `games.MarkPlaced`. */
  readonly name: string;
  /** As the wire tells it: `MarkPlaced`. */
  readonly type: string;
  readonly data: unknown;
  /** The feed that it is published to, or null for an event of the domain's own. */
  readonly topic: string | null;
  readonly audience: Audience;
  /** The operation whose cascade it belongs to. */
  readonly operation: string;
  /** What began it all: the operation itself, or the one whose timer or event led here. */
  readonly correlation: string;
  /** The effect's number in its cascade: 0 is what was asked for. */
  readonly sequence: number;
  /** The number of the effect that this one followed from; null for the first. */
  readonly causation: number | null;
  readonly actor: string;
  /** Milliseconds since the Unix epoch. */
  readonly recordedAt: number;
}

/** An event on its way to the log. It is made once and numbered in place: one per move of every game. */
export type PendingEvent = Omit<RecordedEvent, 'position' | 'previous'> & {
  /** 0 until its commit has given it a position; so is `previous`. */
  position: number;
  previous: number;
};

/** A live event as its listeners get it: not kept, so that it has no position. */
export type LiveEvent = Pick<RecordedEvent, 'name' | 'type' | 'data' | 'topic' | 'audience'>;

/** A page of a topic, or of the whole log: what somebody may hear of it. */
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
   * Of the next `limit` events of `topic` after a position, those that `actor` may hear, oldest first; null is who
   * is nobody. What only others may hear counts to the limit, too: no call looks at more events than that.
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
  /**
   * Whether a reader of `topic` may have been given this position: that of an event, of a state or of a receipt. A
   * cursor at another comes from what a restored backup has undone, and must resynchronise.
   */
  stoodAt(topic: string, position: number): Awaitable<boolean>;
  /** Positions up to this one may have been pruned for this topic: a cursor below it must resynchronise. */
  floor(topic: string): Awaitable<number>;
}

/** What a caller asked for. */
export type Asked = Pick<EventMessage, 'name' | 'data'>;

/** What an operation came to, kept so that a retry gets the same answer and does nothing twice. */
export interface StoredReceipt {
  readonly actor: string;
  readonly operation: string;
  /** Another payload under the same id is a conflict. */
  readonly request: Asked;
  /** Where the log stood after it. */
  readonly position: number;
  /** The reason of a refusal, or null. */
  readonly rejection: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly recordedAt: number;
}

export interface Timer {
  /** With the module in front that set it: `games.turn/…`. */
  readonly key: string;
  /** Milliseconds since the Unix epoch: when `event` is due. */
  readonly due: number;
  /** When to wake up for it: `due`, or the next update before it. */
  readonly wakeAt: number;
  readonly event: EventMessage;
  readonly update: { readonly every: number; readonly event: EventMessage } | null;
  /** The correlation of the cascade that set it. */
  readonly correlation: string;
  /** When it was set, as `due`. Where that is yet to come, the clock was set back since. */
  readonly setAt: number;
}

export interface StateWrite {
  readonly definition: AnyState;
  readonly id: string;
  /** The version that the decision was made on; 0 where there was none. */
  readonly expected: number;
  /** Undefined deletes. */
  readonly next: unknown;
}

export type TimerWrite = { readonly set: Timer } | { readonly cancel: string };

/** A receipt on its way to the store: like an event, made once and numbered in place. */
export type PendingReceipt = Omit<StoredReceipt, 'position'> & {
  /** How many of its commit's events come before it, until the commit has given it a position. */
  position: number;
};

/** A state that was decided on and is not written. */
export interface StateRead {
  readonly definition: AnyState;
  readonly id: string;
  /** 0 where there was none. */
  readonly version: number;
}

/** A look for the states of a kind that an index files under a value; null for all of the kind. */
export interface LookupRead {
  readonly definition: AnyState;
  readonly by: { readonly index: string; readonly value: string } | null;
  /** Those that were found, by id. Their versions stand with the states that were read or written. */
  readonly ids: readonly string[];
}

/** A timer as it was found; undefined where it was not set. */
export interface TimerRead {
  readonly key: string;
  readonly found: Timer | undefined;
}

/** All that decisions rest on besides the states that they write: refusals and skipped handlers are included. */
export interface Reads {
  readonly states: readonly StateRead[];
  readonly lookups: readonly LookupRead[];
  readonly timers: readonly TimerRead[];
}

/** For a commit that rests on nothing but what it writes. */
export const NO_READS: Reads = { states: [], lookups: [], timers: [] };

/** One transaction: the work of all commands of one turn of the event loop. */
export interface Commit {
  /** What must still be so. */
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

/** Whether a commit leaves anything: one that only rests on what was read does not. */
export const leavesSomething = ({ states, events, timers, receipts }: Commit): boolean =>
  states.length + events.length + timers.length + receipts.length > 0;

/** What a decision was made on is no longer so. The bus decides again. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
  /** All that is not as it was read: `game/<id>`, `game?player/<id>`, `timer/<key>`, `receipt/<actor>/<operation>`. */
  readonly stale: readonly string[];
  constructor(stale: readonly string[]) {
    super(`No longer as it was read: ${stale.join(', ')}.`);
    this.stale = stale;
  }
}

/**
 * Whether a store can keep nothing at the moment, whatever it is given: it says so by `unavailable: true` on what
 * it throws. Else a failed commit may be the fault of one operation in it.
 */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof Error && 'unavailable' in error && error.unavailable === true;

/** A server's place among those that ring the timers of a store. */
export interface Attendance {
  /** Whether no other server is there, so that timers were missed where this one has missed them. */
  isAlone(): Awaitable<boolean>;
  leave(): Awaitable<void>;
}

/** The door for writing: what the bus gets. */
export interface Store extends StateReader {
  receipt(actor: string, operation: string): Awaitable<StoredReceipt | undefined>;
  timer(key: string): Awaitable<Timer | undefined>;
  /** Timers to wake up for by `now`, earliest first, at most `limit`. */
  timersDue(now: number, limit: number): Awaitable<readonly Timer[]>;
  /** Timers that were set after `instant`, by key, at most `limit`. */
  timersSetAfter(instant: number, limit: number): Awaitable<readonly Timer[]>;
  /** When the next timer wants to wake up; null where there is none. */
  nextWake(): Awaitable<number | null>;
  /** From now on this server rings timers, with those that are there already. */
  join(): Awaitable<Attendance>;
  /**
   * All of it or nothing.
   * @throws VersionConflict where anything that was read is no longer so, a state that is written is not at its expected
   * version, or an operation has a receipt already, be it from the same commit. The store names all of it, and has
   * forgotten what it kept of it at hand. Any other error means that nothing was kept, and that the store may be tried again
   */
  commit(commit: Commit): Awaitable<Committed>;
}

/**
 * Hints of one server to the others that topics have grown. Any of them may be lost, doubled or late: what counts is
 * the log, which is looked at once a second besides.
 */
export interface Signals {
  /** After a commit of this server. */
  announce(topics: readonly string[]): void;
  /** @param hear null where some may have been missed @returns what ends it */
  listen(hear: (topics: readonly string[] | null) => void): () => void;
}

/** Time as the kit sees it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `wake` at or after the instant `at`, once; the returned function calls it off. */
  alarm(at: number, wake: () => void): () => void;
}

export interface Ports {
  /** Durable state, log, timers and receipts. */
  readonly store: Store;
  /** Durable state for queries: a connection of its own, so that reading never waits for writing. */
  readonly reader: StateReader;
  readonly log: EventLog;
  /** Where other servers write to the same store. */
  readonly signals?: Signals;
  readonly clock: Clock;
  /** A new random UUID. */
  readonly newId: () => string;
  /** Runs `work` at the end of this turn of the event loop: until then, commands gather for one commit. */
  readonly defer: (work: () => void) => void;
}
