import type { AnyTRPCProcedure } from '@trpc/server';
import { signedIn } from './access.ts';
import type { Call, Feed } from './calls.ts';
import type { ReadingQueue } from './reading-queue.ts';
import { follow } from './subscription.ts';
import { procedureFor } from './trpc.ts';

/** A command or a query as tRPC knows it. */
export function procedureOf({ type, access, parse }: Call): AnyTRPCProcedure {
  const procedure = procedureFor(access).input(parse);
  return type === 'mutation'
    ? procedure.mutation(({ ctx, input: act }) => act(ctx))
    : procedure.query(({ ctx, input: act }) => act(ctx));
}

/** A module's events, for those who follow them over HTTP. */
export const subscriptionTo = ({ access, parse }: Feed, readers: ReadingQueue): AnyTRPCProcedure =>
  procedureFor(access)
    .input(parse)
    .subscription(({ ctx: context, input: { topic, lastEventId }, signal }) => {
      const actor = signedIn(context)?.userId ?? null;
      return follow({ context, readers, topic, actor, lastEventId }, signal);
    });
