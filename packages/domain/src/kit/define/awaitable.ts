/** What a port may answer: at once, as SQLite and memory do, or later, as a database at the end of a network. */
export type Awaitable<T> = T | PromiseLike<T>;

export const isLater = <T>(value: Awaitable<T>): value is PromiseLike<T> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';

/** A port whose every answer is there at once. */
export type Immediate<Port> = {
  readonly [Name in keyof Port]: Port[Name] extends (...args: infer Args) => infer Answer
    ? (...args: Args) => Exclude<Answer, PromiseLike<unknown>>
    : never;
};
