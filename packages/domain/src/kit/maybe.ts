/**
 * What a port may answer: now, or later. SQLite answers now, so that nothing comes between deciding and
 * committing; PostgreSQL would answer later. The bus is written once for both, as generators that `drive` runs.
 */
export type Maybe<T> = T | PromiseLike<T>;

export const isLater = <T>(value: Maybe<T>): value is PromiseLike<T> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';

/** Goes on with a value as soon as it is there: at once, where it is there already. */
export const whenThere = <T, U>(value: Maybe<T>, next: (value: T) => Maybe<U>): Maybe<U> =>
  isLater(value) ? value.then(next) : next(value);

export type Steps<T> = Generator<PromiseLike<unknown>, T, unknown>;

/**
 * `const state = yield* wait(store.load(…))`: pauses only for an answer that comes later. Where it is asked for
 * every command, `isLater(answer) ? yield answer : answer` spares a generator.
 */
export function* wait<T>(value: Maybe<T>): Steps<T> {
  return isLater(value) ? ((yield value) as T) : value;
}
/** Runs steps to their end at once, unless one of them has to wait. */
export function drive<T>(steps: Steps<T>): Maybe<T> {
  const first = steps.next();
  return first.done ? first.value : continueLater(steps, first.value);
}

async function continueLater<T>(steps: Steps<T>, first: PromiseLike<unknown>): Promise<T> {
  let pending = first;
  for (;;) {
    let next: IteratorResult<PromiseLike<unknown>, T>;
    try {
      next = steps.next(await pending);
    } catch (error) {
      next = steps.throw(error);
    }
    if (next.done) return next.value;
    pending = next.value;
  }
}
