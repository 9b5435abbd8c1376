import { NotLoaded } from './failures.ts';

/** What a batch has asked for and was not given at once. */
export interface Loads {
  /**
   * @param key what was asked for
   * @param kept settles once the answer stands in the batch
   * @throws what the store failed with when it was asked for the same before
   */
  wait(key: string, kept: PromiseLike<unknown>): void;
  /** @throws NotLoaded where an answer is on its way */
  assertLoaded(): void;
}

export function createLoads(): Loads {
  let waiting: PromiseLike<unknown>[] = [];
  /** A failure belongs to the operation that needs the answer: it is thrown where that asks again. */
  const failures = new Map<string, { readonly error: unknown }>();
  return {
    wait(key, kept) {
      const loading = kept.then(undefined, (error: unknown) => failures.set(key, { error }));
      const failure = failures.get(key);
      if (failure) throw failure.error;
      waiting.push(loading);
    },
    assertLoaded() {
      if (waiting.length === 0) return;
      const loading = waiting;
      waiting = [];
      throw new NotLoaded(loading);
    },
  };
}
