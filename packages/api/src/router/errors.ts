import { EventRefused, NotRunning, type Rejection, type RejectionSort } from '@tic-tac-toe/domain/kit';
import { type TRPC_ERROR_CODE_KEY, type TRPCDefaultErrorShape, TRPCError } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import { z } from 'zod';
import type { ErrorShape, Issue } from '../errors.ts';
import { isReason, type WireReason } from '../reasons.ts';

/** What each sort of refusal is on the wire. */
const CODES: Readonly<Record<RejectionSort, TRPC_ERROR_CODE_KEY>> = {
  /** 404: what the payload names does not exist, or not any more. */
  NOT_FOUND: 'NOT_FOUND',
  /** 403: it exists, and is not for this caller. */
  FORBIDDEN: 'FORBIDDEN',
  /** 409: not as things stand; before or after, the same call may be fine. */
  CONFLICT: 'CONFLICT',
  /** 422: well-formed, and against the rules. What is not even well-formed is a BAD_REQUEST, 400. */
  INVALID: 'UNPROCESSABLE_CONTENT',
  /** 429: the caller has as many of these as one may have. */
  TOO_MANY: 'TOO_MANY_REQUESTS',
  /** 401: what the caller acted by is no more. */
  UNAUTHORIZED: 'UNAUTHORIZED',
};

/** A "no" with a reason that the client can read. */
export class Refusal extends TRPCError {
  readonly reason: string;

  constructor(code: TRPC_ERROR_CODE_KEY, reason: string, message: string) {
    super({ code, message });
    this.reason = reason;
  }
}

/** A refusal by the wire itself. */
export const refuse = (code: TRPC_ERROR_CODE_KEY, reason: WireReason, message: string): Refusal =>
  new Refusal(code, reason, message);

/** A refusal by the domain. */
export const refusalOf = ({ reason, sort }: Rejection): Refusal =>
  new Refusal(CODES[sort], reason, inWords(reason));

/** What the application throws, where it is something that a caller can be told. */
export function knownError(error: TRPCError): TRPCError {
  if (error.cause instanceof EventRefused) return refusalOf(error.cause.rejection);
  if (!(error.cause instanceof NotRunning)) return error;
  // Clients try again by themselves.
  const message = 'The server is starting or stopping: try again in a moment.';
  return new TRPCError({ code: 'SERVICE_UNAVAILABLE', message });
}

/** `POSITION_ALREADY_FILLED` as "Position already filled." */
const inWords = (reason: string): string =>
  `${reason.slice(0, 1)}${reason.slice(1).toLowerCase().replaceAll('_', ' ')}.`;

const errorIds = new WeakMap<TRPCError, string>();

/** The number that the caller gets in place of an internal error, for the log; undefined for all other errors. */
export function errorIdOf(error: TRPCError): string | undefined {
  if (error.code !== 'INTERNAL_SERVER_ERROR') return undefined;
  const known = errorIds.get(error) ?? crypto.randomUUID();
  errorIds.set(error, known);
  return known;
}

/** What an error looks like outside: a stack or an internal message never leaves, in no environment. */
export function formatError({
  error,
  shape,
}: {
  readonly error: TRPCError;
  readonly shape: TRPCDefaultErrorShape;
}): ErrorShape {
  if (isBatchTooLarge(error)) return BATCH_TOO_LARGE;
  const { path, httpStatus } = shape.data;
  const data = { code: error.code, httpStatus, ...(path !== undefined && { path }) };
  const errorId = errorIdOf(error);
  if (errorId !== undefined) {
    const message = `Something went wrong in the server. Its log has more under ${errorId}.`;
    return { code: shape.code, message, data: { ...data, errorId } };
  }
  if (error instanceof Refusal && isReason(error.reason)) {
    return { code: shape.code, message: error.message, data: { ...data, reason: error.reason } };
  }
  if (error.cause instanceof z.ZodError) {
    const issues = issuesOf(error.cause);
    return { code: shape.code, message: summaryOf(issues), data: { ...data, issues } };
  }
  return {
    code: shape.code,
    message: isSaidByCause(error) ? 'The request cannot be understood.' : inSentence(error),
    data,
  };
}

const BATCH_TOO_LARGE: ErrorShape = {
  code: TRPC_ERROR_CODES_BY_KEY.PAYLOAD_TOO_LARGE,
  message: 'Too many calls in one batch.',
  data: { code: 'PAYLOAD_TOO_LARGE', httpStatus: 413 },
};

/** tRPC, over HTTP and WebSockets alike, says of a batch that is too large that it makes no sense. */
const isBatchTooLarge = ({ code, message }: TRPCError): boolean =>
  code === 'BAD_REQUEST' && message === 'Batch call exceeds maximum size';

/** Of a body that grows too large while it arrives, tRPC says no more than the code. */
const inSentence = ({ code, message }: TRPCError): string =>
  code === 'PAYLOAD_TOO_LARGE' && message === code ? 'The body is too large.' : message;

/** Where nobody wrote a message for the caller, tRPC takes that of the cause, which may tell of the inside. */
const isSaidByCause = ({ message, cause }: TRPCError): boolean =>
  message === cause?.message && !(cause instanceof SyntaxError);

const issuesOf = (error: z.ZodError): readonly Issue[] =>
  error.issues.map(({ path, message }) => ({
    path: path.map((step) => (typeof step === 'symbol' ? String(step) : step)),
    message,
  }));

/** `alias: An alias needs at least one character.` */
const summaryOf = (issues: readonly Issue[]): string =>
  issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join(' ');
