import { SYSTEM } from '@tic-tac-toe/domain/kit';
import { Alias, type PublicUser, toInstant, UserId, users } from '@tic-tac-toe/domain/contracts';
import { z } from 'zod';
import { signedIn } from './access.ts';
import type { Me, SignIn } from './app-router.types.ts';
import { refusalOf, refuse } from './errors.ts';
import { mutationInput, queryInput } from './input.ts';
import { procedureFor } from './trpc.ts';

const { CreateUser } = users.commands;
const { GetUser } = users.queries;

/**
 * Makes a user of this alias, and signs the caller in as it. The operation id decides the user's id: a caller
 * who never got the answer asks again with the same one, meets the same user, and gets a new token for it.
 */
const start = procedureFor('anyone')
  .input(mutationInput(z.object({ alias: Alias })))
  .mutation(async ({ ctx, input }): Promise<SignIn> => {
    const { alias } = input.data;
    const { operationId = crypto.randomUUID() } = input;
    const id = UserId.parse(ctx.idFor(`user:${operationId}`));
    await ctx.limits.consume('signIn', ctx);
    const before = signedIn(ctx);
    if (before && before.userId !== id) {
      throw refuse('CONFLICT', 'ALREADY_SIGNED_IN', 'You are signed in already: end that session first.');
    }
    const outcome = await ctx.app.execute(CreateUser({ id, alias }), { actor: SYSTEM, operationId });
    if (!outcome.ok) throw refusalOf(outcome.rejection);
    // The receipt may be a week old: the name has to be theirs still, or free.
    const held = await ctx.app.execute(CreateUser({ id, alias }), { actor: SYSTEM });
    if (!held.ok) throw refusalOf(held.rejection);
    const { token, expiresAt } = await ctx.sessions.start(id);
    return { ...outcome.receipt, user: { id, alias }, token, expiresAt: toInstant(expiresAt) };
  });

const me = procedureFor('anyone')
  .input(queryInput(z.object({})))
  .query(async ({ ctx }): Promise<Me> => {
    const identity = signedIn(ctx);
    const sessionId = ctx.socketSessionId;
    if (!identity) return { user: null, sessionId };
    const { userId } = identity;
    const found = await ctx.app.ask<PublicUser>(GetUser({ id: userId }), { actor: userId });
    return { user: found.ok ? found.answer : null, sessionId };
  });

/** Signing out twice is as good as once: the answer to the first may have been lost. */
const end = procedureFor('anyone')
  .input(mutationInput(z.object({})))
  .mutation(async ({ ctx, input: { operationId = crypto.randomUUID() } }) => {
    const identity = signedIn(ctx);
    if (identity) await ctx.sessions.end(identity);
    return { operationId, position: await ctx.app.log.head() };
  });

export const sessionProcedures = { start, me, end };
