import { errorIdOf } from '@tic-tac-toe/api/router';
import type { TRPCError } from '@trpc/server';
import type { Log } from './log.ts';
import { traced, type TraceIds } from './telemetry/trace-ids.ts';
import { ConnectionLost } from './wire/back-pressure.ts';

/**
 * Writes failed calls into the log. The caller of one that failed through no fault of theirs is told its id
 * and nothing else: the log has the rest. Refusals, and clients that go or break the protocol, are daily business.
 */
export function callLog(
  log: Log,
  traces: Pick<TraceIds, 'ofError'>,
): (failure: { readonly error: TRPCError; readonly path?: string | undefined }) => void {
  return ({ error, path }) => {
    const errorId = errorIdOf(error);
    const trace = traced(traces.ofError(error));
    if (errorId === undefined)
      log.debug({ path, code: error.code, reason: error.message, ...trace }, 'a call was refused');
    else if (isOfClient(error.cause))
      log.debug({ path, reason: error.message, ...trace }, 'a connection broke');
    else log.error({ path, errorId, err: error.cause ?? error, ...trace }, 'a call failed');
  };
}

const isOfClient = (cause: Error | undefined): boolean =>
  cause instanceof ConnectionLost ||
  (cause !== undefined && 'code' in cause && /^(WS_ERR_|ECONNRESET$|EPIPE$)/.test(String(cause.code)));
