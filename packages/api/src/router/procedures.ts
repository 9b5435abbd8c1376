import { type AnyCommand, type AnyContract, type AnyQuery, topicOf } from '@tic-tac-toe/domain/kit';
import type { AnyTRPCProcedure } from '@trpc/server';
import { actorFor, signedIn } from './access.ts';
import { refusalOf } from './errors.ts';
import { mutationInput, queryInput, subscriptionInput } from './input.ts';
import type { ReadingQueue } from './reading-queue.ts';
import { follow } from './subscription.ts';
import { procedureFor } from './trpc.ts';

type Procedures = Record<string, AnyTRPCProcedure>;

/** `PlaceMark` as `placeMark`. */
const pathOf = (name: string): string => `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;

/** All that a contract says, as procedures: a mutation for each command, a query for each query, its events. */
export function proceduresOf(contract: AnyContract, readers: ReadingQueue): Procedures {
  const procedures: Procedures = {};
  for (const command of Object.values(contract.commands))
    procedures[pathOf(command.type)] = mutationFor(command);
  for (const query of Object.values(contract.queries)) procedures[pathOf(query.type)] = queryFor(query);
  if (Object.keys(contract.events).length > 0) procedures['events'] = eventsOf(contract, readers);
  return procedures;
}

const mutationFor = ({ name, type, schema, access, lasting }: AnyCommand) =>
  procedureFor(access)
    .input(mutationInput(schema))
    .mutation(async ({ ctx, input: { data, operationId } }) => {
      if (lasting) await ctx.limits.consume('lasting', ctx);
      const caller = { actor: actorFor(access, ctx), operationId };
      const outcome = await ctx.app.execute({ kind: 'command', name, type, data }, caller);
      if (outcome.ok) return outcome.receipt;
      throw refusalOf(outcome.rejection);
    });

const queryFor = ({ name, type, schema, access }: AnyQuery) =>
  procedureFor(access)
    .input(queryInput(schema))
    .query(async ({ ctx, input: data }) => {
      const query = { kind: 'query', name, type, data } as const;
      const answer = await ctx.app.ask(query, { actor: actorFor(access, ctx) });
      if (answer.ok) return answer.answer;
      throw refusalOf(answer.rejection);
    });

const eventsOf = (contract: AnyContract, readers: ReadingQueue) =>
  procedureFor(contract.feed.access)
    .input(subscriptionInput(contract.feed.schema))
    .subscription(({ ctx: context, input: { feed, lastEventId }, signal }) => {
      const actor = signedIn(context)?.userId ?? null;
      return follow({ context, readers, topic: topicOf(contract, feed), actor, lastEventId, signal });
    });
