import type { AnyContract } from '@tic-tac-toe/domain/kit';
import { contracts } from '@tic-tac-toe/domain/contracts';
import type { AnyTRPCProcedure } from '@trpc/server';
import type { AppRouter } from './app-router.types.ts';
import { type Call, callsOf, type Feed, feedOf } from './calls.ts';
import type { Context } from './context.ts';
import { sessionProcedures } from './identity/session-procedures.ts';
import { integrationProcedures } from './integration.ts';
import { procedureOf, subscriptionTo } from './procedures.ts';
import { createReadingQueue, type ReadingQueue } from './reading-queue.ts';
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

/** What is served: by tRPC over HTTP, and by frames over a WebSocket. */
export interface Api {
  readonly router: AppRouter<Context>;
  /** The commands and queries that go straight to the application, by path: `games.placeMark`. */
  readonly calls: ReadonlyMap<string, Call>;
  /** What modules tell, by path: `games.events`. */
  readonly feeds: ReadonlyMap<string, Feed>;
  /** Where all who catch up wait for their turn to read. */
  readonly readers: ReadingQueue;
}

/**
 * Everything that the contracts say, and the few procedures that need tokens and callers.
 * @param running the contracts of the application that this is for
 * @throws RouterDiffers where these are others than those that the router's type is made from
 */
export function createApi(running: readonly AnyContract[]): Api {
  const all = Object.values<AnyContract>(contracts);
  const isRun = (typed: AnyContract) =>
    running.some((contract) => contract.name === typed.name && doesAllOf(contract, typed));
  if (running.length !== all.length || !all.every(isRun)) throw new RouterDiffers(running, all);

  const readers = createReadingQueue();
  const handMade: Record<string, Record<string, AnyTRPCProcedure>> = {
    sessions: sessionProcedures,
    integration: integrationProcedures(all),
  };
  const calls = new Map<string, Call>();
  const feeds = new Map<string, Feed>();
  const record: Record<string, Record<string, AnyTRPCProcedure>> = {};
  for (const contract of all) {
    const procedures: Record<string, AnyTRPCProcedure> = {};
    for (const [name, call] of callsOf(contract)) {
      if (Object.hasOwn(handMade[contract.name] ?? {}, name)) continue;
      procedures[name] = procedureOf(call);
      calls.set(`${contract.name}.${name}`, call);
    }
    const feed = feedOf(contract);
    if (feed) {
      procedures['events'] = subscriptionTo(feed, readers);
      feeds.set(`${contract.name}.events`, feed);
    }
    record[contract.name] = procedures;
  }
  for (const [name, procedures] of Object.entries(handMade))
    record[name] = { ...record[name], ...procedures };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- built from the contracts in the same way as its type is
  return { router: router(record) as unknown as AppRouter<Context>, calls, feeds, readers };
}
