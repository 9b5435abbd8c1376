/** A message that cannot be handled at all: the operation fails, and nothing of it is kept. */
export class HandlerFailed extends Error {
  override readonly name = 'HandlerFailed';
}

/** What a handler threw, told apart from what a store throws: the first is the handler's own loss only. */
export class HandlerError extends Error {
  override readonly name = 'HandlerError';
  constructor(cause: unknown) {
    super('a handler threw', { cause });
  }
}

/**
 * A decision needs what is not at hand yet. Deciding is synchronous: the operation is undone, the bus waits until
 * everything is there, and decides again. Decisions are pure, so that the first attempt leaves no trace.
 */
export class NotLoaded extends Error {
  override readonly name = 'NotLoaded';
  /** Settles once everything that was asked for is at hand. */
  readonly loading: readonly PromiseLike<unknown>[];
  constructor(loading: readonly PromiseLike<unknown>[]) {
    super('a decision needs what is not at hand yet');
    this.loading = loading;
  }
}
