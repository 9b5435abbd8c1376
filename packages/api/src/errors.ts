import type { TRPC_ERROR_CODE_KEY, TRPC_ERROR_CODE_NUMBER } from '@trpc/server';
import { isReason, type Reason } from './reasons.ts';

/** One thing that is wrong with an input. */
export interface Issue {
  /** Where in the input: `['alias']`; empty for the input as a whole. */
  readonly path: readonly (string | number)[];
  /** A sentence for people. */
  readonly message: string;
}

/** The `data` of every error that a procedure answers. */
export interface ErrorData<R extends string = Reason> {
  readonly code: TRPC_ERROR_CODE_KEY;
  readonly httpStatus: number;
  /** The procedure, as `games.placeMark`. */
  readonly path?: string;
  /** Why a well-formed call was refused. */
  readonly reason?: R;
  /** What is wrong with an input that is not well-formed. */
  readonly issues?: readonly Issue[];
  /** An internal error's number: the server's log has what happened under it. */
  readonly errorId?: string;
}

/** An error as it goes over the wire. */
export interface ErrorShape<R extends string = Reason> {
  readonly code: TRPC_ERROR_CODE_NUMBER;
  readonly message: string;
  readonly data: ErrorData<R>;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Why the server refused, where `error` is a refusal that this client knows. */
export function reasonOf(error: unknown): Reason | undefined {
  if (!isObject(error) || !('data' in error) || !isObject(error.data) || !('reason' in error.data))
    return undefined;
  return isReason(error.data.reason) ? error.data.reason : undefined;
}
