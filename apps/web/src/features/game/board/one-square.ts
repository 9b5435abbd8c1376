import type { Position } from '@tic-tac-toe/domain/contracts';

/**
 * One of the squares at a time, as the one that was pressed just now, or that Tab leads to. The squares hear of it by themselves:
 * two of them are drawn, and nothing else of the page.
 */
export interface OneSquare {
  /** For `useSyncExternalStore`. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly current: () => Position | undefined;
  readonly become: (square: Position | undefined) => void;
}

export function createOneSquare(first?: Position): OneSquare {
  const listeners = new Set<() => void>();
  let current = first;
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    current: () => current,
    become(square) {
      current = square;
      for (const listener of listeners) listener();
    },
  };
}
