import type { AnyContract } from '@tic-tac-toe/domain/kit';
import { contracts } from '@tic-tac-toe/domain/contracts';
import type { AnyTRPCProcedure } from '@trpc/server';
import type { AppRouter } from './app-router.types.ts';
import { sessionProcedures } from './identity/session-procedures.ts';
import { integrationProcedures } from './integration.ts';
import { proceduresOf } from './procedures.ts';
import { createReadingQueue } from './reading-queue.ts';
import { router } from './trpc.ts';

/** What the application runs is not what clients are typed by. */
export class RouterDiffers extends Error {
  override readonly name = 'RouterDiffers';
  constructor(running: readonly AnyContract[], typed: readonly AnyContract[]) {
    const listed = (list: readonly AnyContract[]) => list.map(({ name }) => name).join(', ') || 'nothing';
    super(`The application runs ${listed(running)}, while clients are typed by ${listed(typed)}.`);
  }
}

/** Whether all that clients may say is the application's own. It may know more, as a later version does. */
const doesAllOf = (contract: AnyContract, typed: AnyContract): boolean =>
  (['commands', 'queries', 'events', 'accepts'] as const).every((part) =>
    Object.entries(typed[part]).every(([type, definition]) => contract[part][type] === definition),
  );

/**
 * Everything that the contracts say, and the few procedures that need tokens and callers.
 * @param running the contracts of the application that the router is for
 * @throws RouterDiffers where these are others than those that the router's type is made from
 */
export function createAppRouter(running: readonly AnyContract[]): AppRouter {
  const all = Object.values<AnyContract>(contracts);
  const isRun = (typed: AnyContract) =>
    running.some((contract) => contract.name === typed.name && doesAllOf(contract, typed));
  if (running.length !== all.length || !all.every(isRun)) throw new RouterDiffers(running, all);
  const readers = createReadingQueue();
  const record: Record<string, Record<string, AnyTRPCProcedure>> = {};
  for (const contract of all) record[contract.name] = proceduresOf(contract, readers);
  record['sessions'] = { ...record['sessions'], ...sessionProcedures };
  record['integration'] = integrationProcedures(all);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- built from the contracts in the same way as its type is
  return router(record) as unknown as AppRouter;
}
