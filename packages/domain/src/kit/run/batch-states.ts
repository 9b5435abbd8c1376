import { isLater } from '../define/awaitable.ts';
import { HandlerError } from './failures.ts';
import type { Selector } from '../define/handler.ts';
import type { Loads } from './loads.ts';
import { codePointOrder } from '../define/ordered.ts';
import type { LookupRead, StateRead, StateReader, StateWrite, StoredState } from '../ports.ts';
import type { AnyState } from '../define/state.ts';

/** A state of a batch: as stored, and as changed since. Only its batch writes to it. */
export interface Tracked {
  readonly definition: AnyState;
  readonly id: string;
  /** The version in the store; 0 for none. */
  readonly expected: number;
  /** The current state within the batch; undefined if there is none with this id. */
  state: unknown;
  changed: boolean;
  /** The number in the batch of the operation that changed it last; 0 for none. */
  changedBy: number;
  /** `state` and `changed` before that operation; `undo` restores them. */
  stateBefore: unknown;
  changedBefore: boolean;
}

/** Everything that a batch has read and changed of one kind of state. */
interface Kind {
  readonly states: Map<string, Tracked>;
  /** Lookups, by an index or of the whole kind, that the store has answered. The key says what was asked for. */
  lookups: Map<string, LookupRead> | null;
}

/** What a batch writes to one store, and what else it has read for its decisions. */
interface StatesOutcome {
  readonly writes: readonly StateWrite[];
  readonly reads: readonly StateRead[];
  readonly lookups: readonly LookupRead[];
}

const NOT_YET: readonly Tracked[] = [];

/** The key of a lookup of the whole kind; those by an index have the form `index/value`. */
const WHOLE_KIND = '*';

/**
 * The states of a batch. It reads each state once, so that all its operations decide on the same data. Undoing an
 * operation does not forget what was read.
 */
export class BatchStates {
  private readonly durable: StateReader;
  private readonly live: StateReader;
  private readonly loads: Loads;
  private readonly kinds = new Map<AnyState, Kind>();
  /** The number of the current operation, from 1. */
  private operation = 0;
  private readonly changedStates: Tracked[] = [];

  constructor(durable: StateReader, live: StateReader, loads: Loads) {
    this.durable = durable;
    this.live = live;
    this.loads = loads;
  }

  begin(): void {
    this.operation += 1;
    this.changedStates.length = 0;
  }

  undo(): void {
    for (const tracked of this.changedStates.splice(0)) {
      tracked.state = tracked.stateBefore;
      tracked.changed = tracked.changedBefore;
      tracked.changedBy = 0;
    }
  }

  select(definition: AnyState, selector: Selector): readonly Tracked[] {
    switch (selector.by) {
      case 'none':
        return [];
      case 'id':
        return this.load(definition, selector.id);
      case 'all':
        return this.lookUp(definition, null, () => true);
      case 'index': {
        const { index, value } = selector;
        const values = definition.indexes[index] as ((state: unknown) => readonly string[]) | undefined;
        if (!values) throw new HandlerError(new Error(`State ${definition.kind} has no index ${index}.`));
        return this.lookUp(definition, { index, value }, (state) => values(state).includes(value));
      }
    }
  }

  change(tracked: Tracked, state: unknown): void {
    if (tracked.changedBy !== this.operation) {
      tracked.changedBy = this.operation;
      tracked.stateBefore = tracked.state;
      tracked.changedBefore = tracked.changed;
      this.changedStates.push(tracked);
    }
    tracked.state = state;
    tracked.changed = true;
  }

  remove(definition: AnyState, id: string): void {
    this.change(this.track(definition, id, undefined), undefined);
  }

  outcome(live: boolean): StatesOutcome {
    const writes: StateWrite[] = [];
    const reads: StateRead[] = [];
    const lookups: LookupRead[] = [];
    for (const [definition, kind] of this.kinds) {
      if (definition.live !== live) continue;
      for (const { id, expected, state, changed } of kind.states.values()) {
        // If created and deleted within the batch, the commit only checks that there was none.
        const isWritten = changed && (expected > 0 || state !== undefined);
        if (isWritten) writes.push({ definition, id, expected, next: state });
        else reads.push({ definition, id, version: expected });
      }
      if (kind.lookups) lookups.push(...kind.lookups.values());
    }
    return { writes, reads, lookups };
  }

  private kindOf(definition: AnyState): Kind {
    let kind = this.kinds.get(definition);
    if (!kind) this.kinds.set(definition, (kind = { states: new Map(), lookups: null }));
    return kind;
  }

  private readerOf({ live }: AnyState): StateReader {
    return live ? this.live : this.durable;
  }

  private track(definition: AnyState, id: string, stored: StoredState | undefined): Tracked {
    const { states } = this.kindOf(definition);
    const known = states.get(id);
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
    states.set(id, tracked);
    return tracked;
  }

  private load(definition: AnyState, id: string): readonly Tracked[] {
    const known = this.kindOf(definition).states.get(id);
    if (known) return [known];
    const loading = this.readerOf(definition).load(definition, id);
    if (!isLater(loading)) return [this.track(definition, id, loading)];
    this.loads.wait(
      `${definition.kind}/${id}`,
      loading.then((stored) => this.track(definition, id, stored)),
    );
    return NOT_YET;
  }

  /**
   * All states of a kind that fit, from the store and from the batch. They are ordered by id, as stores order them: the
   * order must not depend on what else is in the batch.
   */
  private lookUp(
    definition: AnyState,
    by: LookupRead['by'],
    fits: (state: unknown) => boolean,
  ): readonly Tracked[] {
    const kind = this.kindOf(definition);
    const asked = by === null ? WHOLE_KIND : `${by.index}/${by.value}`;
    if (!kind.lookups?.has(asked)) {
      const reader = this.readerOf(definition);
      const found = by === null ? reader.all(definition) : reader.where(definition, by.index, by.value);
      if (isLater(found)) {
        const kept = found.then((stored) => this.keep(definition, by, asked, stored));
        this.loads.wait(`${definition.kind}?${asked}`, kept);
        return NOT_YET;
      }
      this.keep(definition, by, asked, found);
    }
    const fitting: Tracked[] = [];
    // A loop: it visits all states of the batch, and copying them into a list first would be waste.
    for (const tracked of kind.states.values()) {
      if (tracked.state !== undefined && fits(tracked.state)) fitting.push(tracked);
    }
    return fitting.length < 2 ? fitting : fitting.toSorted((a, b) => codePointOrder(a.id, b.id));
  }

  private keep(
    definition: AnyState,
    by: LookupRead['by'],
    asked: string,
    stored: readonly StoredState[],
  ): void {
    const ids = stored.map(({ id }) => id);
    (this.kindOf(definition).lookups ??= new Map()).set(asked, { definition, by, ids });
    for (const each of stored) this.track(definition, each.id, each);
  }
}
