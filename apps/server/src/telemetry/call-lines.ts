import { AsyncLocalStorage } from 'node:async_hooks';
import { errorIdOf, type Observer } from '@tic-tac-toe/api/router';
import type { Hooks } from '@tic-tac-toe/domain/kit';
import { TRPCError } from '@trpc/server';
import type { Log } from '../log.ts';
import { traced, type TraceIds } from './trace-ids.ts';

/** A line in the log for each call, with the operations that it has asked for. */
export interface CallLines {
  readonly observer: Observer;
  readonly hooks: Hooks;
  /** Does something for whoever comes: what follows from it belongs to no call. */
  readonly apart: (work: () => void) => void;
}

/** Costs every promise of the server a little: for those who want these lines alone. */
export function callLines(log: Log, traces: Pick<TraceIds, 'ofCall'>): CallLines {
  const operationsOfCall = new AsyncLocalStorage<string[]>();
  return {
    observer: {
      async call({ path, type }, carryOut) {
        const operations: string[] = [];
        const began = performance.now();
        const tell = (outcome: object) => {
          const milliseconds = Math.round(performance.now() - began);
          log.debug(
            { path, type, operations, milliseconds, ...outcome, ...traced(traces.ofCall()) },
            'called',
          );
        };
        try {
          const answer = await operationsOfCall.run(operations, carryOut);
          tell({ outcome: 'OK' });
          return answer;
        } catch (error) {
          const isKnown = error instanceof TRPCError;
          const errorId = isKnown ? errorIdOf(error) : undefined;
          tell({
            outcome: isKnown ? error.code : 'INTERNAL_SERVER_ERROR',
            ...(errorId !== undefined && { errorId }),
          });
          throw error;
        }
      },
      told() {},
    },
    hooks: { onHandle: (_message, operation) => void operationsOfCall.getStore()?.push(operation) },
    apart: (work) => operationsOfCall.exit(work),
  };
}
