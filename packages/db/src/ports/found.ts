import { type AnyState, codePointOrder, type IndexEntry, type StoredState } from '@tic-tac-toe/domain/kit';
import type { FileReader } from './state-reader.ts';

/** Lookups that are remembered of one kind of state; beyond this, all of the kind are forgotten. */
const MAX_REMEMBERED = 10_000;

/** How a commit changed the index entries of a state. */
export interface IndexChange {
  readonly removed: readonly IndexEntry[];
  readonly added: readonly IndexEntry[];
}

/** What lookups by index have found, kept true by what this process, which alone writes states, commits. */
export interface Found {
  readonly where: FileReader['where'];
  /** Call it when the change was committed. */
  changed(kind: string, id: string, change: IndexChange): void;
  /** Forgets what was found of a kind, or of all. */
  forget(kind?: string): void;
}

const askedFor = ({ name, value }: IndexEntry): string => `${name}/${value}`;

/** @param load a state at hand, or from the file */
export function createFound(where: FileReader['where'], load: FileReader['load']): Found {
  /** By kind, then by what was asked for: ids, in order. */
  const kinds = new Map<string, Map<string, readonly string[]>>();

  function idsOf({ kind }: AnyState): Map<string, readonly string[]> {
    const known = kinds.get(kind);
    if (known && known.size < MAX_REMEMBERED) return known;
    const fresh = new Map<string, readonly string[]>();
    kinds.set(kind, fresh);
    return fresh;
  }

  return {
    where(definition, index, value) {
      const lookups = idsOf(definition);
      const asked = askedFor({ name: index, value });
      const ids = lookups.get(asked);
      if (ids) return ids.map((id) => load(definition, id)).filter(isThere);
      const states = where(definition, index, value);
      lookups.set(
        asked,
        states.map(({ id }) => id),
      );
      return states;
    },

    changed(kind, id, { removed, added }) {
      const lookups = kinds.get(kind);
      if (!lookups) return;
      for (const entry of removed) {
        const asked = askedFor(entry);
        const ids = lookups.get(asked);
        if (ids)
          lookups.set(
            asked,
            ids.filter((each) => each !== id),
          );
      }
      for (const entry of added) {
        const asked = askedFor(entry);
        const ids = lookups.get(asked);
        if (ids && !ids.includes(id)) lookups.set(asked, [...ids, id].toSorted(codePointOrder));
      }
    },

    forget(kind) {
      if (kind === undefined) kinds.clear();
      else kinds.delete(kind);
    },
  };
}

const isThere = (state: StoredState | undefined): state is StoredState => state !== undefined;
