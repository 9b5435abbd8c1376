import type { TRPC_ERROR_CODE_KEY, TRPC_ERROR_CODE_NUMBER } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import { isReason, type Reason } from './reasons.ts';

/** One thing that is wrong with an input. */
export interface Issue {
  /** Where in the input: `['alias']`; empty for the input as a whole. */
  readonly path: readonly (string | number)[];
  /** A sentence for people. */
  readonly message: string;
}

/** What the transport says of a failed call: `TOO_MANY_REQUESTS`. */
export type ErrorCode = TRPC_ERROR_CODE_KEY;

/** The `data` of every error that a procedure answers. */
export interface ErrorData<R extends string = Reason> {
  readonly code: ErrorCode;
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

const dataOf = (error: unknown): object | undefined =>
  isObject(error) && 'data' in error && isObject(error.data) ? error.data : undefined;

/** Why the server refused, where `error` is a refusal that this client knows. */
export function reasonOf(error: unknown): Reason | undefined {
  const data = dataOf(error);
  return data && 'reason' in data && isReason(data.reason) ? data.reason : undefined;
}

/** What is wrong with the input of a call, in a sentence for people; undefined where that was not why it failed. */
export function issueOf(error: unknown): string | undefined {
  const data = dataOf(error);
  const [first] =
    data && 'issues' in data && Array.isArray(data.issues) ? (data.issues as readonly unknown[]) : [];
  return isObject(first) && 'message' in first && typeof first.message === 'string'
    ? first.message
    : undefined;
}

const isErrorCode = (value: string): value is ErrorCode => Object.hasOwn(TRPC_ERROR_CODES_BY_KEY, value);

/**
 * The transport's code for a failed call; undefined where no answer came. A code that only a newer server knows
 * is an `INTERNAL_SERVER_ERROR` to this client.
 */
export function codeOf(error: unknown): ErrorCode | undefined {
  const data = dataOf(error);
  if (!data || !('code' in data) || typeof data.code !== 'string') return undefined;
  return isErrorCode(data.code) ? data.code : 'INTERNAL_SERVER_ERROR';
}
