import {
  type Access,
  type AnyCommand,
  type AnyContract,
  type AnyQuery,
  topicOf,
} from '@tic-tac-toe/domain/kit';
import { actorFor, callerFor } from './access.ts';
import type { Context } from './context.ts';
import { refusalOf } from './errors.ts';
import { mutationInput, queryInput, subscriptionInput } from './input.ts';

/** What a well-formed call does, for its caller. @throws TRPCError; what the application throws */
type Action = (context: Context) => Promise<unknown>;

/** What a command or a query asks of the application, whatever it comes by: a procedure of tRPC, or a frame. */
export interface Call {
  readonly type: 'mutation' | 'query';
  readonly access: Access;
  /** @throws ZodError */
  readonly parse: (input: unknown) => Action;
}

/** What a module tells of itself. */
export interface Feed {
  readonly access: Access;
  /** @throws ZodError */
  readonly parse: (input: unknown) => { readonly topic: string; readonly lastEventId: number | undefined };
}

function callOfCommand({ name, type, schema, access, lasting }: AnyCommand): Call {
  const parse = mutationInput(schema);
  return {
    type: 'mutation',
    access,
    parse(input) {
      const { data, operationId } = parse(input);
      return async (context) => {
        if (lasting) context.limits.consume('lasting', context);
        const caller = callerFor(access, context, operationId);
        const outcome = await context.app.execute({ kind: 'command', name, type, data }, caller);
        if (outcome.ok) return outcome.receipt;
        throw refusalOf(outcome.rejection);
      };
    },
  };
}

function callOfQuery({ name, type, schema, access }: AnyQuery): Call {
  const parse = queryInput(schema);
  return {
    type: 'query',
    access,
    parse(input) {
      const query = { kind: 'query', name, type, data: parse(input) } as const;
      return async (context) => {
        const answer = await context.app.ask(query, { actor: actorFor(access, context) });
        if (answer.ok) return answer.answer;
        throw refusalOf(answer.rejection);
      };
    },
  };
}

/** A contract's commands and queries, by the names that they are called by. */
export function callsOf(contract: AnyContract): ReadonlyMap<string, Call> {
  const calls = new Map<string, Call>();
  for (const [name, command] of Object.entries(contract.commands)) calls.set(name, callOfCommand(command));
  for (const [name, query] of Object.entries(contract.queries)) calls.set(name, callOfQuery(query));
  return calls;
}

/** What a contract publishes; null where it publishes nothing. */
export function feedOf(contract: AnyContract): Feed | null {
  if (Object.keys(contract.events).length === 0) return null;
  const parse = subscriptionInput(contract.feed.schema);
  return {
    access: contract.feed.access,
    parse(input) {
      const { feed, lastEventId } = parse(input);
      return { topic: topicOf(contract, feed), lastEventId };
    },
  };
}
