import { type Access, ActorId, type Caller, SYSTEM } from '@tic-tac-toe/domain/kit';
import type { Context } from './context.ts';
import { refuse } from './errors.ts';
import { guardOf, type Identity } from './identity/identity.ts';

/** Who acts where nobody is signed in: the highest UUID. Never `SYSTEM`, which may do everything. */
export const ANONYMOUS: ActorId = ActorId.parse('ffffffff-ffff-ffff-ffff-ffffffffffff');

/** Counts a call, then looks at who calls. @throws TRPCError where this caller may not, or not now */
export function admit(access: Access, limit: 'call' | 'subscription', context: Context): void {
  context.limits.consume(limit, context);
  actorFor(access, context);
}

/** The caller's identity, where there is one that has not expired. Looked at anew on every call. */
export function signedIn({ identity, now }: Pick<Context, 'identity' | 'now'>): Identity | null {
  return identity && identity.expiresAt > now() ? identity : null;
}

/**
 * Who acts, for a message that asks for `access`.
 * @throws Refusal where this caller may not
 */
export function actorFor(access: Access, context: Context): ActorId {
  switch (access) {
    case 'anyone':
      return signedIn(context)?.userId ?? (context.trusted ? SYSTEM : ANONYMOUS);
    case 'user': {
      const identity = signedIn(context);
      if (identity) return identity.userId;
      throw refuse('UNAUTHORIZED', 'SIGN_IN_REQUIRED', 'Sign in first: nobody is, or the session has ended.');
    }
    case 'service':
      if (context.trusted) return SYSTEM;
      throw refuse('FORBIDDEN', 'SERVICE_TOKEN_REQUIRED', 'This takes the service token.');
  }
}

/**
 * The same, for a message that may change something: nothing is kept of it once the caller's session has ended.
 * @throws Refusal where this caller may not
 */
export function callerFor(access: Access, context: Context, operationId: string | undefined): Caller {
  const actor = actorFor(access, context);
  const identity = signedIn(context);
  return { actor, operationId, guard: identity ? guardOf(identity) : undefined };
}
