/** Which failures of a call are worth another try: those that the server itself has not answered. */
import { codeOf, type ErrorCode } from '@tic-tac-toe/api';
import { TRPCClientError } from '@trpc/client';
import isNetworkError from 'is-network-error';

const AWAY: ReadonlySet<ErrorCode> = new Set([
  'SERVICE_UNAVAILABLE',
  'TIMEOUT',
  'BAD_GATEWAY',
  'GATEWAY_TIMEOUT',
]);

/** Whether the page itself made the mistake: all that a call may come to, an answer or none, is of another kind. */
export const isOwnFault = (error: unknown): boolean =>
  !(error instanceof TRPCClientError) && codeOf(error) === undefined && !isNetworkError(error);

/** No answer came from the server itself, so that asking again later is worth it. */
export function isUnreachable(error: unknown): boolean {
  const code = codeOf(error);
  return code === undefined ? !isOwnFault(error) : AWAY.has(code);
}
