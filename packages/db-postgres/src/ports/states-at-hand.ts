import {
  type AnyState,
  freeze,
  staleKey,
  type StateReader,
  type StateWrite,
  type StoredState,
} from '@tic-tac-toe/domain/kit';
import { LRUCache } from 'lru-cache';

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
}

export function createStatesAtHand(load: StateReader['load']): StatesAtHand {
  const atHand = new LRUCache<string, StoredState>({ max: MAX_AT_HAND });
  /** What was ever at hand, by its kind: a projection defines its rows anew each time that it is taken further. */
  const kinds = new Map<string, AnyState>();

  function keyOf(definition: AnyState, id: string): string {
    kinds.set(definition.kind, definition);
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
    return stored && keep(key, Object.freeze({ ...stored, state: freeze(stored.state) }));
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
      for (const topic of topics) {
        const [, id] = topic.split('/', 2);
        if (id === undefined) continue;
        for (const definition of kinds.values()) atHand.delete(staleKey.state({ definition, id }));
      }
    },
  };
}
