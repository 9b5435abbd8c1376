import { isLater } from '../define/awaitable.ts';
import { HandlerError } from './failures.ts';
import type { Selector } from '../define/handler.ts';
import type { Loads } from './loads.ts';
import { codePointOrder } from '../define/ordered.ts';
import type { LookupRead, StateRead, StateReader, StateWrite, StoredState } from '../ports.ts';
import type { AnyState } from '../define/state.ts';

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

/** All that a batch has read and changed of one kind of state. */
interface Kind {
  readonly states: Map<string, Tracked>;
  /** Lookups by an index or of the whole kind that the store has answered, by what was asked for. */
  lookups: Map<string, LookupRead> | null;
}

/** What a batch is to write to one store, and what that rests on besides. */
interface StatesOutcome {
  readonly writes: readonly StateWrite[];
  readonly reads: readonly StateRead[];
  readonly lookups: readonly LookupRead[];
}

const NOT_YET: readonly Tracked[] = [];

/** No index has this name. */
const WHOLE_KIND = '*';

/**
 * The states of a batch. What it has read once it does not read again, so that all its operations decide from the
 * same; what it has read stays known where an operation is undone.
 */
export class BatchStates {
  private readonly durable: StateReader;
  private readonly live: StateReader;
  private readonly loads: Loads;
  private readonly kinds = new Map<AnyState, Kind>();
  /** The operation in hand, by its number from 1. */
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
        // Created and deleted within the batch: all that the store hears of it is that there was none.
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
   * Every state of a kind that the store or the batch knows of and that `fits`: by id, as stores answer, so that
   * what else happens to be in the batch does not change the order.
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
    // A loop, since this looks at what the whole batch has touched: a list of all would be made to be thrown away.
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
