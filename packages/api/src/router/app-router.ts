import type { AnyContract } from '@tic-tac-toe/domain/kit';
import { contracts } from '@tic-tac-toe/domain/contracts';
import type { AnyTRPCProcedure } from '@trpc/server';
import type { AppRouter } from './app-router.types.ts';
import { integrationProcedures } from './integration.ts';
import { proceduresOf } from './procedures.ts';
import { createReadingQueue } from './reading-queue.ts';
import { sessionProcedures } from './sessions.ts';
import { router } from './trpc.ts';

/** Everything that the contracts say, and the few procedures that need tokens and callers. */
export function createAppRouter(): AppRouter {
  const all = Object.values<AnyContract>(contracts);
  const readers = createReadingQueue();
  const record: Record<string, Record<string, AnyTRPCProcedure>> = {};
  for (const contract of all) record[contract.name] = proceduresOf(contract, readers);
  record['sessions'] = { ...record['sessions'], ...sessionProcedures };
  record['integration'] = integrationProcedures(all);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- built from the contracts in the same way as its type is
  return router(record) as unknown as AppRouter;
}
