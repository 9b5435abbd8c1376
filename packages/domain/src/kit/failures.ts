/** A message that cannot be handled at all: the operation fails, and nothing of it is kept. */
export class HandlerFailed extends Error {
  override readonly name = 'HandlerFailed';
}

/** What a handler threw, told apart from what a store throws: the first is the handler's own loss only. */
export class Thrown extends Error {
  override readonly name = 'Thrown';
  constructor(cause: unknown) {
    super('a handler threw', { cause });
  }
}
