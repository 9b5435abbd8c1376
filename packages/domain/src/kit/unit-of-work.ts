import { Thrown } from './failures.ts';
import type { Selector } from './handler.ts';
import { isLater, type Maybe, whenThere } from './maybe.ts';
import { codePointOrder } from './ordered.ts';
import type {
  Commit,
  LiveEvent,
  PendingEvent,
  PendingReceipt,
  StateWrite,
  Store,
  StoredState,
  Timer,
  TimerWrite,
} from './ports.ts';
import type { AnyState } from './state.ts';

/** A state as a batch sees it: as stored, and as changed since. Only its batch writes to it. */
export interface Tracked {
  readonly definition: AnyState;
  readonly id: string;
  /** The version that lies in the store; 0 for none. */
  readonly expected: number;
  /** As an operation sees it at this moment; undefined where there is none of this id. */
  state: unknown;
  changed: boolean;
  /** The operation that changed it last, by its number in the batch; 0 for none. */
  changedBy: number;
  /** What `undo` goes back to: state and `changed` before that operation. */
  stateBefore: unknown;
  changedBefore: boolean;
}

/** `live` says which store keeps it; null, for a cancellation, means either. */
type PendingTimer = TimerWrite & {
  readonly key: string;
  readonly live: boolean | null;
  /** What `undo` goes back to. */
  readonly before: PendingTimer | undefined;
};

type Draft<T> = Omit<T, 'position'>;

/** What an operation does. Nobody else sees it before its batch is committed. */
export interface Work {
  /** The states that a handler is to be given; an id without a state gives one entry with undefined. */
  select(definition: AnyState, selector: Selector): Maybe<readonly Tracked[]>;
  /** Changes a state that was selected before. */
  change(tracked: Tracked, state: unknown): void;
  /** Deletes a state that was selected before. */
  remove(definition: AnyState, id: string): void;
  timer(key: string): Maybe<Timer | undefined>;
  setTimer(timer: Timer, live: boolean): void;
  cancelTimer(key: string): void;
  record(event: PendingEvent): void;
  tell(event: Draft<LiveEvent>): void;
}

/** The work of all operations of one turn, one after the other, to be committed together. */
export interface Batch extends Work {
  /** The next operation begins: what it does from here on can be undone. */
  begin(): void;
  /** Forgets what the operation has done. */
  undo(): void;
  /** The receipt of an operation of this batch. */
  pendingReceipt(actor: string, operation: string): PendingReceipt | undefined;
  addReceipt(receipt: PendingReceipt): void;
  /** How many events the batch holds so far. */
  readonly eventCount: number;
  readonly liveEvents: readonly Draft<LiveEvent>[];
  /** For the durable store; null where there is nothing durable to keep. */
  durable(): Commit | null;
  /** For the live store, likewise. */
  live(): Commit | null;
}

export function createBatch(durableStore: Store, liveStore: Store): Batch {
  const kinds = new Map<AnyState, Map<string, Tracked>>();
  const timers = new Map<string, PendingTimer>();
  const events: PendingEvent[] = [];
  const liveEvents: Draft<LiveEvent>[] = [];
  const receipts: PendingReceipt[] = [];
  /** The operation in hand, by its number from 1, and how much there was before it. */
  const current = { operation: 0, events: 0, liveEvents: 0 };
  /** What it has changed. */
  const changedStates: Tracked[] = [];
  const changedTimers: PendingTimer[] = [];

  const storeOf = (definition: AnyState) => (definition.live ? liveStore : durableStore);

  function kindOf(definition: AnyState): Map<string, Tracked> {
    let kind = kinds.get(definition);
    if (!kind) kinds.set(definition, (kind = new Map<string, Tracked>()));
    return kind;
  }

  function track(definition: AnyState, id: string, stored: StoredState | undefined): Tracked {
    const kind = kindOf(definition);
    const known = kind.get(id);
    if (known) return known;
    const tracked = {
      definition,
      id,
      expected: stored?.version ?? 0,
      state: stored?.state,
      changed: false,
      changedBy: 0,
      stateBefore: undefined,
      changedBefore: false,
    };
    kind.set(id, tracked);
    return tracked;
  }

  function load(definition: AnyState, id: string): Maybe<readonly Tracked[]> {
    const known = kindOf(definition).get(id);
    if (known) return [known];
    const loading = storeOf(definition).load(definition, id);
    return isLater(loading)
      ? loading.then((stored) => [track(definition, id, stored)])
      : [track(definition, id, loading)];
  }

  /**
   * Every state of a kind that the store or the batch knows of and that `fits`: by id, as stores answer, so that
   * what else happens to be in the batch does not change the order.
   */
  function matching(
    definition: AnyState,
    stored: readonly StoredState[],
    fits: (state: unknown) => boolean,
  ): readonly Tracked[] {
    for (const each of stored) track(definition, each.id, each);
    const found: Tracked[] = [];
    // A loop, since this looks at what the whole batch has touched: a list of all would be made to be thrown away.
    for (const tracked of kindOf(definition).values()) {
      if (tracked.state !== undefined && fits(tracked.state)) found.push(tracked);
    }
    return found.toSorted((a, b) => codePointOrder(a.id, b.id));
  }

  function select(definition: AnyState, selector: Selector): Maybe<readonly Tracked[]> {
    switch (selector.by) {
      case 'none':
        return [];
      case 'id':
        return load(definition, selector.id);
      case 'all':
        return whenThere(storeOf(definition).all(definition), (stored) =>
          matching(definition, stored, () => true),
        );
      case 'index': {
        const { index, value } = selector;
        const values = definition.indexes[index] as ((state: unknown) => readonly string[]) | undefined;
        if (!values) throw new Thrown(new Error(`State ${definition.kind} has no index ${index}.`));
        return whenThere(storeOf(definition).where(definition, index, value), (stored) =>
          matching(definition, stored, (state) => values(state).includes(value)),
        );
      }
    }
  }

  function change(tracked: Tracked, state: unknown): void {
    if (tracked.changedBy !== current.operation) {
      tracked.changedBy = current.operation;
      tracked.stateBefore = tracked.state;
      tracked.changedBefore = tracked.changed;
      changedStates.push(tracked);
    }
    tracked.state = state;
    tracked.changed = true;
  }

  function setTimer(timer: PendingTimer): void {
    changedTimers.push(timer);
    timers.set(timer.key, timer);
  }

  function writes(live: boolean): StateWrite[] {
    const found: StateWrite[] = [];
    for (const [definition, kind] of kinds) {
      if (definition.live !== live) continue;
      for (const { id, expected, state, changed } of kind.values()) {
        // Created and deleted within the batch: the store never hears of it.
        if (changed && (expected > 0 || state !== undefined))
          found.push({ definition, id, expected, next: state });
      }
    }
    return found;
  }

  /** A key always carries the same event, so that it is set in one store; a cancellation goes to both. */
  function timerWrites(live: boolean): TimerWrite[] {
    const found: TimerWrite[] = [];
    for (const timer of timers.values()) {
      if (timer.live === live || timer.live === null) found.push(timer);
    }
    return found;
  }

  const orNull = (commit: Commit): Commit | null =>
    commit.states.length + commit.events.length + commit.timers.length + commit.receipts.length > 0
      ? commit
      : null;

  return {
    begin() {
      current.operation += 1;
      current.events = events.length;
      current.liveEvents = liveEvents.length;
      changedStates.length = 0;
      changedTimers.length = 0;
    },
    undo() {
      for (const tracked of changedStates.splice(0)) {
        tracked.state = tracked.stateBefore;
        tracked.changed = tracked.changedBefore;
        tracked.changedBy = 0;
      }
      for (const { key, before } of changedTimers.splice(0).toReversed()) {
        if (before) timers.set(key, before);
        else timers.delete(key);
      }
      events.length = current.events;
      liveEvents.length = current.liveEvents;
    },
    select,
    change,
    remove: (definition, id) => change(track(definition, id, undefined), undefined),
    timer(key) {
      const pending = timers.get(key);
      if (pending) return 'set' in pending ? pending.set : undefined;
      return whenThere(liveStore.timer(key), (timer) => timer ?? durableStore.timer(key));
    },
    setTimer: (set, live) => setTimer({ set, key: set.key, live, before: timers.get(set.key) }),
    cancelTimer: (key) => setTimer({ cancel: key, key, live: null, before: timers.get(key) }),
    record: (event) => void events.push(event),
    tell: (event) => void liveEvents.push(event),
    pendingReceipt: (actor, operation) =>
      receipts.find((receipt) => receipt.operation === operation && receipt.actor === actor),
    addReceipt: (receipt) => void receipts.push(receipt),
    get eventCount() {
      return events.length;
    },
    liveEvents,
    durable: () =>
      orNull({
        states: writes(false),
        events,
        timers: timerWrites(false),
        receipts,
      }),
    live: () => orNull({ states: writes(true), events: [], timers: timerWrites(true), receipts: [] }),
  };
}
