/** V8 has it, and so have all engines that run tests; the language does not. */
interface Traced {
  captureStackTrace?(error: object, entry: (...args: never[]) => unknown): void;
}

/**
 * A specification is not kept. Its stack begins at the caller of `entry`, which is the line of the test, and runners show
 * `actual` and `expected` as a difference, as they do for every error that has the two.
 */
export class SpecificationFailed extends Error {
  override readonly name = 'AssertionError';
  readonly actual?: unknown;
  readonly expected?: unknown;

  constructor(
    message: string,
    entry: (...args: never[]) => unknown,
    told: { readonly actual?: unknown; readonly expected?: unknown; readonly cause?: unknown } = {},
  ) {
    const { cause, ...difference } = told;
    super(message, cause === undefined ? {} : { cause });
    Object.assign(this, difference);
    (Error as Traced).captureStackTrace?.(this, entry);
  }
}
