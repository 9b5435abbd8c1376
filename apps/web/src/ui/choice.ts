/** Tells of a choice that this page makes, and that another tab makes and the browser stores. */
export function createChoice() {
  const listeners = new Set<() => void>();
  return {
    /** For `useSyncExternalStore`. */
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      addEventListener('storage', listener);
      return () => {
        listeners.delete(listener);
        removeEventListener('storage', listener);
      };
    },
    tell(): void {
      for (const listener of listeners) listener();
    },
  };
}
