import type { AnyContract, AnyEvent } from '@tic-tac-toe/domain/kit';
import { z } from 'zod';
import { actorFor } from './access.ts';
import { mutationInput } from './input.ts';
import { procedureFor } from './trpc.ts';

/**
 * Events from other contexts, for callers that hold the service token. They name an event by its short name: the
 * contracts have seen to it that one module accepts it.
 */
export function integrationProcedures(contracts: readonly AnyContract[]) {
  const accepted = contracts.flatMap(({ accepts }) => Object.values(accepts));
  const names = new Map(accepted.map(({ type, name }) => [type, name]));
  const handleEvent = procedureFor('service')
    .input(mutationInput(eventInput(accepted)))
    .mutation(({ ctx, input: { data: event, operationId } }) =>
      ctx.app.publish(
        { kind: 'event', name: names.get(event.type) ?? event.type, ...event },
        { actor: actorFor('service', ctx), operationId },
      ),
    );
  return { handleEvent };
}

/** One of these events: its type decides what its data must be. */
function eventInput(accepted: readonly AnyEvent[]) {
  const [first, ...others] = accepted.map(({ type, schema }) =>
    z.object({ type: z.literal(type), data: schema }),
  );
  if (!first) throw new Error('No contract accepts any event.');
  return z.discriminatedUnion('type', [first, ...others]);
}
