/** A message cannot be handled at all: the operation fails, and nothing of it is kept. */
export class HandlerFailed extends Error {
  override readonly name = 'HandlerFailed';
}

/** Wraps what a handler threw, to tell it from a store's error: it costs only the handler's own effects. */
export class HandlerError extends Error {
  override readonly name = 'HandlerError';
  constructor(cause: unknown) {
    super('a handler threw', { cause });
  }
}

/**
 * A decision needs something that is not loaded. Deciding is synchronous: the operation is undone, the bus waits until
 * everything is loaded, and decides again. Decisions are pure, so the first attempt leaves no trace.
 */
export class NotLoaded extends Error {
  override readonly name = 'NotLoaded';
  /** All settled once everything that was asked for is loaded. */
  readonly loading: readonly PromiseLike<unknown>[];
  constructor(loading: readonly PromiseLike<unknown>[]) {
    super('a decision needs what is not at hand yet');
    this.loading = loading;
  }
}
