import type { Immediate } from '../define/awaitable.ts';
import { freeze } from './freeze.ts';
import { type IndexEntry, indexEntries } from './index-entries.ts';
import { codePointOrder, insertionPoint } from '../define/ordered.ts';
import type { LookupRead, Reads, StateReader, StateWrite, StoredState } from '../ports.ts';
import { staleKey } from './stale.ts';
import type { AnyState } from '../define/state.ts';

interface Entry {
  readonly stored: StoredState;
  /** The index entries of this version. */
  readonly found: readonly IndexEntry[];
}

/** The states of one kind. */
interface Kind {
  readonly entries: Map<string, Entry>;
  /** Ids by name and value of an index. */
  readonly indexes: Map<string, Map<string, Set<string>>>;
  /** All ids in order; built on first use, since most kinds are never listed. */
  ordered: string[] | null;
}

const ordered = (kind: Kind): readonly string[] =>
  (kind.ordered ??= [...kind.entries.keys()].toSorted(codePointOrder));

function createReader(kindOf: (definition: AnyState) => Kind): Immediate<StateReader> {
  const storedOf = (kind: Kind, ids: readonly string[]): readonly StoredState[] =>
    ids.flatMap((id) => kind.entries.get(id)?.stored ?? []);

  return {
    load: (definition, id) => kindOf(definition).entries.get(id)?.stored,
    all(definition) {
      const kind = kindOf(definition);
      return storedOf(kind, ordered(kind));
    },
    where(definition, index, value) {
      const kind = kindOf(definition);
      return storedOf(kind, [...(kind.indexes.get(index)?.get(value) ?? [])].toSorted(codePointOrder));
    },
    page(definition, after, limit) {
      const kind = kindOf(definition);
      const ids = ordered(kind);
      const { at, found } = after === null ? { at: 0, found: false } : insertionPoint(ids, after);
      const from = found ? at + 1 : at;
      return storedOf(kind, ids.slice(from, from + limit));
    },
    count(definition, before) {
      const kind = kindOf(definition);
      return before === undefined ? kind.entries.size : insertionPoint(ordered(kind), before).at;
    },
  };
}

/** The states of the memory store. */
export function createStates() {
  const kinds = new Map<string, Kind>();

  function kindOf({ kind }: AnyState): Kind {
    let found = kinds.get(kind);
    if (!found) kinds.set(kind, (found = { entries: new Map(), indexes: new Map(), ordered: null }));
    return found;
  }

  const reader = createReader(kindOf);

  const isAt = (definition: AnyState, id: string, version: number): boolean =>
    (reader.load(definition, id)?.version ?? 0) === version;

  function isAsFound({ definition, by, ids }: LookupRead): boolean {
    const { entries, indexes } = kindOf(definition);
    const found = by === null ? entries : (indexes.get(by.index)?.get(by.value) ?? NOBODY);
    return found.size === ids.length && ids.every((id) => found.has(id));
  }

  /** The keys of reads and writes that no longer match the store. */
  function stale({ states, lookups }: Reads, writes: readonly StateWrite[]): string[] {
    const keys: string[] = [];
    for (const write of writes) {
      if (!isAt(write.definition, write.id, write.expected)) keys.push(staleKey.state(write));
    }
    for (const read of states) {
      if (!isAt(read.definition, read.id, read.version)) keys.push(staleKey.state(read));
    }
    for (const lookup of lookups) if (!isAsFound(lookup)) keys.push(staleKey.lookup(lookup));
    return keys;
  }

  /**
   * Works out the index entries of all `writes`.
   * @returns the function that applies them, given the position of the log afterwards
   */
  function prepare(writes: readonly StateWrite[]): (position: number) => void {
    const prepared = writes.map((write) => {
      const kind = kindOf(write.definition);
      const old = kind.entries.get(write.id);
      return { kind, write, old, found: entriesOf(write, old) };
    });
    return (position) => {
      for (const { kind, write, old, found } of prepared) {
        const { id, next, expected } = write;
        reindex(kind, id, old?.found ?? NOTHING, found);
        if (next === undefined) {
          remove(kind, id);
          continue;
        }
        if (!old) insert(kind, id);
        const stored = Object.freeze({ id, version: expected + 1, position, state: freeze(next) });
        kind.entries.set(id, { stored, found });
      }
    };
  }

  return { reader, stale, prepare };
}

const NOTHING: readonly IndexEntry[] = [];

const NOBODY: ReadonlySet<string> = new Set();

/** The entries of a written state. Most writes change none of them: then the same list is returned. */
const entriesOf = (write: StateWrite, old: Entry | undefined): readonly IndexEntry[] =>
  old && isFoundAsBefore(write, old.stored.state) ? old.found : indexEntries(write);

function isFoundAsBefore({ definition, next }: StateWrite, before: unknown): boolean {
  if (next === undefined) return false;
  for (const name in definition.indexes) {
    // The cast is safe: the index function gets states of its own definition.
    const values = definition.indexes[name] as (state: unknown) => readonly string[];
    if (!sameValues(values(before), values(next))) return false;
  }
  return true;
}

const sameValues = (before: readonly string[], after: readonly string[]): boolean =>
  before === after ||
  (before.length === after.length && before.every((value, index) => value === after[index]));

function reindex(kind: Kind, id: string, before: readonly IndexEntry[], after: readonly IndexEntry[]): void {
  if (before === after) return;
  for (const { name, value } of before) {
    const ids = idsOf(kind, name, value);
    ids.delete(id);
    if (ids.size === 0) kind.indexes.get(name)?.delete(value);
  }
  for (const { name, value } of after) idsOf(kind, name, value).add(id);
}

function idsOf(kind: Kind, name: string, value: string): Set<string> {
  let byValue = kind.indexes.get(name);
  if (!byValue) kind.indexes.set(name, (byValue = new Map<string, Set<string>>()));
  let ids = byValue.get(value);
  if (!ids) byValue.set(value, (ids = new Set()));
  return ids;
}

function insert(kind: Kind, id: string): void {
  if (kind.ordered) kind.ordered.splice(insertionPoint(kind.ordered, id).at, 0, id);
}

function remove(kind: Kind, id: string): void {
  if (!kind.entries.delete(id) || !kind.ordered) return;
  kind.ordered.splice(insertionPoint(kind.ordered, id).at, 1);
}
