import {
  type AnyState,
  freeze,
  staleKey,
  type StateReader,
  type StateWrite,
  type StoredState,
} from '@tic-tac-toe/domain/kit';
import { LRUCache } from 'lru-cache';
import { type StateRow, toStored } from './rows.ts';
import type { ToldCommit } from './told.ts';

/** States at hand: roughly those of the running games. */
const MAX_AT_HAND = 10_000;

/** What is known not to be there: roughly who does not wait for an opponent. Whoever asks for nonsense drives out no state. */
const MAX_ABSENT = 10_000;

/**
 * States as this server has last seen them, so that most decisions ask the database nothing. Another server may have
 * written them since: the commit tells, and they are forgotten. That goes for those that are not there, too.
 */
export interface StatesAtHand {
  readonly load: StateReader['load'];
  /** Call it when the write was committed. */
  written(write: StateWrite, position: number): void;
  /** @param keys as in a `VersionConflict` */
  forget(keys: readonly string[]): void;
  /**
   * Another server has committed to these topics: what a topic `games/<id>` tells of is most likely the states with that id, of whatever
   * module. A decision on what is at hand would be in vain, and be told so only by its commit.
   */
  forgetToldOf(topics: readonly string[]): void;
  /** The same, where it is told what has become of them, or of states that are of no topic: those that are at hand are renewed. */
  renew(topics: readonly string[], told: Pick<ToldCommit, 'states'>): void;
}

const frozen = (stored: StoredState): StoredState =>
  Object.freeze({ ...stored, state: freeze(stored.state) });

export function createStatesAtHand(load: StateReader['load']): StatesAtHand {
  const known = createKnown();
  /** What was ever at hand, by its kind: a projection defines its rows anew each time that it is taken further. */
  const definitions = new Map<string, AnyState>();

  function keyOf(definition: AnyState, id: string): string {
    definitions.set(definition.kind, definition);
    return staleKey.state({ definition, id });
  }

  /** What was asked for earlier may be answered later. */
  async function find(definition: AnyState, id: string, key: string): Promise<StoredState | undefined> {
    const stored = await load(definition, id);
    const newer = known.get(key);
    if (newer && newer.version > (stored?.version ?? 0)) return newer;
    const found = stored && frozen(stored);
    known.set(key, id, found ?? null);
    return found;
  }

  /** Whether any of the states is that a topic tells of. That of a whole module may tell of any. */
  function isKnown(topic: string): boolean {
    const id = idIn(topic);
    return id === undefined || known.has(id);
  }

  /** What a later version has written, and this one cannot read, is forgotten. */
  function renewOne(key: string, definition: AnyState, row: StateRow): void {
    try {
      known.set(key, row.id, frozen(toStored(definition, row)));
    } catch {
      known.forget(key);
    }
  }

  return {
    load(definition, id) {
      const key = keyOf(definition, id);
      const found = known.get(key);
      return found === null ? undefined : (found ?? find(definition, id, key));
    },
    written({ definition, id, expected, next }, position) {
      const state = { id, version: expected + 1, position, state: freeze(next) };
      known.set(keyOf(definition, id), id, next === undefined ? null : Object.freeze(state));
    },
    forget(keys) {
      for (const key of keys) known.forget(key);
    },
    forgetToldOf(topics) {
      for (const key of topics.flatMap((topic) => known.keysOf(idIn(topic) ?? ''))) known.forget(key);
    },
    renew(topics, told) {
      if (topics.length > 0 && !topics.some(isKnown)) return;
      for (const { kind, id, row } of told.states()) {
        const definition = definitions.get(kind);
        if (!definition) continue;
        const key = staleKey.state({ definition, id });
        const before = known.peek(key);
        if (before === undefined) continue;
        if (row === null) known.set(key, id, null);
        else if (row.version > (before?.version ?? 0)) renewOne(key, definition, row);
      }
    },
  };
}

/** The id of what a topic tells of; undefined for the topic of a whole module. */
const idIn = (topic: string): string | undefined => topic.split('/', 2)[1];

/** States, and null for those that are not there, by their keys and by their ids. */
function createKnown() {
  const keys = new Map<string, Set<string>>();
  const dispose = ({ id }: { readonly id: string }, key: string, reason: string) => {
    if (reason === 'set') return;
    const own = keys.get(id);
    own?.delete(key);
    if (own?.size === 0) keys.delete(id);
  };
  const states = new LRUCache<string, { readonly id: string; readonly stored: StoredState }>({
    max: MAX_AT_HAND,
    dispose,
  });
  const absent = new LRUCache<string, { readonly id: string }>({ max: MAX_ABSENT, dispose });

  function forget(key: string): void {
    states.delete(key);
    absent.delete(key);
  }

  return {
    get: (key: string) => states.get(key)?.stored ?? (absent.get(key) ? null : undefined),
    peek: (key: string) => states.peek(key)?.stored ?? (absent.peek(key) ? null : undefined),
    set(key: string, id: string, stored: StoredState | null): void {
      if (stored) absent.delete(key);
      else states.delete(key);
      if (stored) states.set(key, { id, stored });
      else absent.set(key, { id });
      const own = keys.get(id);
      if (own) own.add(key);
      else keys.set(id, new Set([key]));
    },
    forget,
    has: (id: string): boolean => keys.has(id),
    keysOf: (id: string): readonly string[] => [...(keys.get(id) ?? [])],
  };
}
