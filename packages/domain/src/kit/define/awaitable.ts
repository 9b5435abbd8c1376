/** A port's answer: at once from SQLite or memory, later from a database across a network. */
export type Awaitable<T> = T | PromiseLike<T>;

export const isLater = <T>(value: Awaitable<T>): value is PromiseLike<T> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';

/** A port that always answers at once. */
export type Immediate<Port> = {
  readonly [Name in keyof Port]: Port[Name] extends (...args: infer Args) => infer Answer
    ? (...args: Args) => Exclude<Answer, PromiseLike<unknown>>
    : never;
};
