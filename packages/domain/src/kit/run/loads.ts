import { NotLoaded } from './failures.ts';

/** The loads of a batch that were not answered at once. */
export class Loads {
  private waiting: PromiseLike<unknown>[] | null = null;
  /** A failure belongs to the operation that needs the answer: it is thrown when that operation asks again. */
  private failures: Map<string, { readonly error: unknown }> | null = null;

  /**
   * @param key what was asked for
   * @param kept settles once the answer is in the batch
   * @throws the store's error, if it was asked for the same before and failed
   */
  wait(key: string, kept: PromiseLike<unknown>): void {
    const loading = kept.then(undefined, (error: unknown) =>
      (this.failures ??= new Map()).set(key, { error }),
    );
    const failure = this.failures?.get(key);
    if (failure) throw failure.error;
    (this.waiting ??= []).push(loading);
  }

  /** @throws NotLoaded where an answer is pending */
  assertLoaded(): void {
    if (this.waiting === null) return;
    const loading = this.waiting;
    this.waiting = null;
    throw new NotLoaded(loading);
  }
}
