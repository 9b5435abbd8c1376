import type { Position } from '@tic-tac-toe/domain/contracts';

/** The square that was pressed just now. It is drawn before the rest of the page knows of it. */
export interface Pressed {
  /** For `useSyncExternalStore`. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly current: () => Position | undefined;
  readonly become: (square: Position | undefined) => void;
}

export function createPressed(): Pressed {
  const listeners = new Set<() => void>();
  let pressed: Position | undefined;
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    current: () => pressed,
    become(square) {
      pressed = square;
      for (const listener of listeners) listener();
    },
  };
}
