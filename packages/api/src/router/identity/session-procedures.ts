import { type PublicUser, sessions, toInstant, UserId, users } from '@tic-tac-toe/domain/contracts';
import { actorFor, signedIn } from '../access.ts';
import { refusalOf, refuse } from '../errors.ts';
import { mutationInput, queryInput } from '../input.ts';
import { procedureFor } from '../trpc.ts';
import type { Context } from '../context.ts';
import { sessionSchemas as schemas } from './session-schemas.ts';
import type { DeviceLink, Me, SignIn } from './session-procedures.types.ts';

const { getUser: GetUser } = users.queries;
const { associateUserToSession: AssociateUserToSession } = sessions.commands;

/**
 * Makes a user of this alias, and signs the caller in as it. The operation id decides the user's id: a caller
 * who never got the answer asks again with the same one, meets the same user, and gets a new token for it, until
 * the sign-in ends. So the operation id is as good as a token, and goes nowhere but back to the caller: into no
 * receipt and no log. That the user exists is what tells a retry.
 */
const start = procedureFor(schemas.start.access)
  .input(mutationInput(schemas.start.input))
  .mutation(async ({ ctx, input }): Promise<SignIn> => {
    const { alias } = input.data;
    const { operationId = crypto.randomUUID() } = input;
    // Not `user:…`, as it was while receipts kept operation ids: what an old backup has of them opens nothing.
    const id = UserId.parse(ctx.idFor(`sign-in:${operationId}`));
    ctx.limits.consume('signIn', ctx);
    const before = signedIn(ctx);
    if (before && before.userId !== id) {
      throw refuse('CONFLICT', 'ALREADY_SIGNED_IN', 'You are signed in already: end that session first.');
    }
    const user = { id, alias };
    const started = await ctx.sessions.start(user);
    if (!started.ok) throw refusalOf(started.rejection);
    const { token, expiresAt, position } = started;
    return { operationId, position, user, token, expiresAt: toInstant(expiresAt) };
  });

const me = procedureFor(schemas.me.access)
  .input(queryInput(schemas.me.input))
  .query(async ({ ctx }): Promise<Me> => {
    const identity = signedIn(ctx);
    const sessionId = ctx.socketSessionId;
    if (!identity) return { user: null, sessionId };
    const { userId } = identity;
    const found = await ctx.app.ask<PublicUser>(GetUser({ id: userId }), { actor: userId });
    return { user: found.ok ? found.answer : null, sessionId };
  });

/** To be asked twice before a sign-in that would come to nothing, and take the alias all the same. */
const keepsCookie = procedureFor(schemas.keepsCookie.access)
  .input(queryInput(schemas.keepsCookie.input))
  .query(({ ctx }) => ctx.sessions.keepsCookie());

/** Signing out twice is as good as once: the answer to the first may have been lost. */
const end = procedureFor(schemas.end.access)
  .input(mutationInput(schemas.end.input))
  .mutation(async ({ ctx, input: { operationId = crypto.randomUUID() } }) => {
    const identity = signedIn(ctx);
    return { operationId, position: identity ? await ctx.sessions.end(identity) : 0 };
  });

/** As the contract has it; and since who signs out is offline, the connection follows the session that said so. */
const associateUserToSession = procedureFor(AssociateUserToSession.access)
  .input(mutationInput(AssociateUserToSession.schema))
  .mutation(async ({ ctx, input: { data, operationId } }) => {
    const caller = { actor: actorFor(AssociateUserToSession.access, ctx), operationId };
    const outcome = await ctx.app.execute(AssociateUserToSession(data), caller);
    if (!outcome.ok) throw refusalOf(outcome.rejection);
    ctx.sessions.adopt(data.sessionId, signedIn(ctx));
    return outcome.receipt;
  });

/** The secret is in no receipt, and in no log: who asks again gets another link, which withdraws the first. */
const makeDeviceLink = procedureFor(schemas.makeDeviceLink.access)
  .input(mutationInput(schemas.makeDeviceLink.input))
  .mutation(async ({ ctx, input: { operationId = crypto.randomUUID() } }): Promise<DeviceLink> => {
    ctx.limits.consume('signIn', ctx);
    const identity = signedIn(ctx);
    if (!identity) throw refuse('UNAUTHORIZED', 'SIGN_IN_REQUIRED', 'The session has ended.');
    const made = await ctx.sessions.makeDeviceLink(identity);
    if (!made.ok) throw refusalOf(made.rejection);
    const { secret, expiresAt, position } = made;
    return { operationId, position, secret, expiresAt: toInstant(expiresAt) };
  });

const notValid = () =>
  refuse('NOT_FOUND', 'DEVICE_LINK_NOT_VALID', 'This link was used, or is too old, or never was one.');

/** The user whose link it is. @throws Refusal where it is of no use */
async function ownerOf(secret: string, ctx: Context): Promise<PublicUser> {
  ctx.limits.consume('signIn', ctx);
  const id = await ctx.sessions.ownerOf(secret);
  const found = id && (await ctx.app.ask<PublicUser>(GetUser({ id }), { actor: id }));
  if (!found?.ok) throw notValid();
  return found.answer;
}

const whoseDeviceLink = procedureFor(schemas.whoseDeviceLink.access)
  .input(mutationInput(schemas.whoseDeviceLink.input))
  .mutation(async ({ ctx, input }) => ({ user: await ownerOf(input.data.secret, ctx) }));

/**
 * Signs the caller in as who has made the link. As with `start`, the operation id tells a retry, and goes nowhere but
 * back to the caller: a link that was used answers to no other.
 */
const useDeviceLink = procedureFor(schemas.useDeviceLink.access)
  .input(mutationInput(schemas.useDeviceLink.input))
  .mutation(async ({ ctx, input }): Promise<SignIn> => {
    const { secret, leave = false } = input.data;
    const { operationId = crypto.randomUUID() } = input;
    ctx.limits.consume('signIn', ctx);
    const before = signedIn(ctx);
    if (before && !leave)
      throw refuse(
        'CONFLICT',
        'ALREADY_SIGNED_IN',
        'You are signed in already: say that you leave, or stay.',
      );
    const started = await ctx.sessions.startFromLink(secret, operationId);
    if (!started.ok) throw refusalOf(started.rejection);
    const { token, expiresAt, position, userId } = started;
    if (before && before.userId !== userId) await ctx.sessions.leave(before);
    const found = await ctx.app.ask<PublicUser>(GetUser({ id: userId }), { actor: userId });
    if (!found.ok) throw refusalOf(found.rejection);
    return { operationId, position, user: found.answer, token, expiresAt: toInstant(expiresAt) };
  });

export const sessionProcedures = {
  start,
  me,
  keepsCookie,
  end,
  makeDeviceLink,
  whoseDeviceLink,
  useDeviceLink,
  associateUserToSession,
};
