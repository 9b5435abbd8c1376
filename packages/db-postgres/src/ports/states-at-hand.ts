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

/**
 * States as this server has last seen them, so that most decisions ask the database nothing. Another server may have
 * written them since: the commit tells, and they are forgotten.
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
  const atHand = new LRUCache<string, StoredState>({ max: MAX_AT_HAND });
  /** What was ever at hand, by its kind: a projection defines its rows anew each time that it is taken further. */
  const definitions = new Map<string, AnyState>();

  function keyOf(definition: AnyState, id: string): string {
    definitions.set(definition.kind, definition);
    return staleKey.state({ definition, id });
  }

  /** What was asked for earlier may be answered later. */
  function keep(key: string, stored: StoredState): StoredState {
    const known = atHand.get(key);
    if (known && known.version > stored.version) return known;
    atHand.set(key, stored);
    return stored;
  }

  async function find(definition: AnyState, id: string, key: string): Promise<StoredState | undefined> {
    const stored = await load(definition, id);
    return stored && keep(key, frozen(stored));
  }

  function keysToldOf(topic: string): readonly string[] {
    const [, id] = topic.split('/', 2);
    if (id === undefined) return [];
    return [...definitions.values()].map((definition) => staleKey.state({ definition, id }));
  }

  /** Whether any of the states is that a topic tells of. That of a whole module may tell of any. */
  const isAtHand = (topic: string) =>
    !topic.includes('/') || keysToldOf(topic).some((key) => atHand.has(key));

  /** What a later version has written, and this one cannot read, is forgotten. */
  function renewOne(key: string, definition: AnyState, row: StateRow): void {
    try {
      atHand.set(key, frozen(toStored(definition, row)));
    } catch {
      atHand.delete(key);
    }
  }

  return {
    load(definition, id) {
      const key = keyOf(definition, id);
      return atHand.get(key) ?? find(definition, id, key);
    },
    written({ definition, id, expected, next }, position) {
      const key = keyOf(definition, id);
      if (next === undefined) atHand.delete(key);
      else atHand.set(key, Object.freeze({ id, version: expected + 1, position, state: freeze(next) }));
    },
    forget(keys) {
      for (const key of keys) atHand.delete(key);
    },
    forgetToldOf(topics) {
      for (const key of topics.flatMap(keysToldOf)) atHand.delete(key);
    },
    renew(topics, told) {
      if (topics.length > 0 && !topics.some(isAtHand)) return;
      for (const { kind, id, row } of told.states()) {
        const definition = definitions.get(kind);
        const key = definition && staleKey.state({ definition, id });
        const known = key && atHand.peek(key);
        if (!known) continue;
        if (row === null) atHand.delete(key);
        else if (row.version > known.version) renewOne(key, definition, row);
      }
    },
  };
}
