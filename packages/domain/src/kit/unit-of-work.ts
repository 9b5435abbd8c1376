import { Thrown } from './failures.ts';
import type { Selector } from './handler.ts';
import { type Steps, wait } from './maybe.ts';
import { codePointOrder } from './ordered.ts';
import type {
  Commit,
  LiveEvent,
  PendingEvent,
  StateWrite,
  Store,
  StoredReceipt,
  StoredState,
  Timer,
  TimerWrite,
} from './ports.ts';
import type { AnyState } from './state.ts';

/** A state as a batch sees it: as stored, changed by the operations that stand. */
interface Tracked {
  readonly definition: AnyState;
  readonly id: string;
  /** The version that lies in the store; 0 for none. */
  readonly expected: number;
  state: unknown;
  changed: boolean;
}

/** A state as an operation sees it; undefined where there is none of this id. */
export interface Target {
  readonly id: string;
  readonly state: unknown;
}

/** `live` says which store keeps it; null, for a cancellation, means either. */
interface PendingTimer {
  readonly write: TimerWrite;
  readonly live: boolean | null;
}

type Draft<T> = Omit<T, 'position'>;
type PendingReceipt = Commit['receipts'][number];

/** What one operation did: kept apart from its batch until it is known that it stands. */
export interface Work {
  /** The states that a handler is to be given; an id without a state gives one entry with undefined. */
  select(definition: AnyState, selector: Selector): Steps<readonly Target[]>;
  /** Changes a state that was selected before. */
  put(definition: AnyState, id: string, state: unknown): void;
  timer(key: string): Steps<Timer | undefined>;
  setTimer(timer: Timer, live: boolean): void;
  cancelTimer(key: string): void;
  record(event: PendingEvent): void;
  tell(event: Draft<LiveEvent>): void;
  /** Adds it to its batch. Not calling this forgets it. */
  keep(): void;
}

/** The work of all operations of one turn, to be committed together. */
export interface Batch {
  begin(): Work;
  receipt(
    actor: string,
    operation: string,
  ): Steps<
    (Pick<StoredReceipt, 'request' | 'rejection'> & { position?: number; events?: number }) | undefined
  >;
  addReceipt(receipt: Omit<PendingReceipt, 'events'>): void;
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
  const receipts = new Map<string, PendingReceipt>();

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
    const tracked = { definition, id, expected: stored?.version ?? 0, state: stored?.state, changed: false };
    kind.set(id, tracked);
    return tracked;
  }

  function* load(definition: AnyState, id: string): Steps<Tracked> {
    return (
      kindOf(definition).get(id) ??
      track(definition, id, yield* wait(storeOf(definition).load(definition, id)))
    );
  }

  function begin(): Work {
    /** What this operation has changed, by what it changed. */
    const own = new Map<Tracked, unknown>();
    const ownTimers = new Map<string, PendingTimer>();
    const ownEvents: PendingEvent[] = [];
    const ownLive: Draft<LiveEvent>[] = [];
    const latest = (tracked: Tracked): Target => ({
      id: tracked.id,
      state: own.has(tracked) ? own.get(tracked) : tracked.state,
    });

    /**
     * Every state of a kind that the store, the batch or this operation knows of and that `fits`: by id, as
     * stores answer, so that what else happens to be in the batch does not change the order.
     */
    function matching(
      definition: AnyState,
      stored: readonly StoredState[],
      fits: (state: unknown) => boolean,
    ): readonly Target[] {
      for (const found of stored) track(definition, found.id, found);
      const candidates = [...kindOf(definition).values()].map(latest);
      return candidates
        .filter(({ state }) => state !== undefined && fits(state))
        .toSorted((a, b) => codePointOrder(a.id, b.id));
    }

    function* select(definition: AnyState, selector: Selector): Steps<readonly Target[]> {
      const store = storeOf(definition);
      switch (selector.by) {
        case 'none':
          return [];
        case 'id':
          return [latest(yield* load(definition, selector.id))];
        case 'all':
          return matching(definition, yield* wait(store.all(definition)), () => true);
        case 'index': {
          const values = definition.indexes[selector.index] as
            ((state: unknown) => readonly string[]) | undefined;
          if (!values)
            throw new Thrown(new Error(`State ${definition.kind} has no index ${selector.index}.`));
          const stored = yield* wait(store.where(definition, selector.index, selector.value));
          return matching(definition, stored, (state) => values(state).includes(selector.value));
        }
      }
    }

    return {
      select,
      put(definition, id, state) {
        own.set(track(definition, id, undefined), state);
      },
      *timer(key) {
        const pending = ownTimers.get(key) ?? timers.get(key);
        if (pending) return 'set' in pending.write ? pending.write.set : undefined;
        return (yield* wait(liveStore.timer(key))) ?? (yield* wait(durableStore.timer(key)));
      },
      setTimer: (timer, live) => void ownTimers.set(timer.key, { write: { set: timer }, live }),
      cancelTimer: (key) => void ownTimers.set(key, { write: { cancel: key }, live: null }),
      record: (event) => void ownEvents.push(event),
      tell: (event) => void ownLive.push(event),
      keep() {
        for (const [tracked, state] of own) {
          tracked.state = state;
          tracked.changed = true;
        }
        for (const [key, timer] of ownTimers) timers.set(key, timer);
        events.push(...ownEvents);
        liveEvents.push(...ownLive);
      },
    };
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
  const timerWrites = (live: boolean): TimerWrite[] =>
    [...timers.values()]
      .filter((timer) => timer.live === live || timer.live === null)
      .map(({ write }) => write);

  const receiptKey = (actor: string, operation: string) => `${actor}\n${operation}`;
  const orNull = (commit: Commit): Commit | null =>
    commit.states.length + commit.events.length + commit.timers.length + commit.receipts.length > 0
      ? commit
      : null;

  return {
    begin,
    *receipt(actor, operation) {
      return (
        receipts.get(receiptKey(actor, operation)) ?? (yield* wait(durableStore.receipt(actor, operation)))
      );
    },
    addReceipt: (receipt) =>
      void receipts.set(receiptKey(receipt.actor, receipt.operation), { ...receipt, events: events.length }),
    get eventCount() {
      return events.length;
    },
    liveEvents,
    durable: () =>
      orNull({ states: writes(false), events, timers: timerWrites(false), receipts: [...receipts.values()] }),
    live: () => orNull({ states: writes(true), events: [], timers: timerWrites(true), receipts: [] }),
  };
}
