import { z } from 'zod';
import { become, handle, one, OPERATION_ID_REUSED, rejection } from '../kit/define/index.ts';
import { StartSession } from '../sessions/messages.ts';
import { SessionId } from '../sessions/session.ts';
import { Alias, aliasKey } from './alias.ts';
import { isOfComputer } from './computer.ts';
import { UserCreated } from './events.ts';
import { UserId } from './ids.ts';
import { ALIAS_TAKEN } from './rejections.ts';
import { aliasOwner, user } from './user.ts';
import { command } from './scope.ts';

/** This sign-in was signed out of, or has expired: asking again gets a lost answer, and undoes no sign-out. */
export const SIGN_IN_ENDED = rejection('SIGN_IN_ENDED', 'CONFLICT');

/**
 * Takes the name and starts a session, or does neither. The user's id follows from the operation's: the same
 * operation meets the same user. Said inside the server only, which makes the session's token.
 */
export const SignIn = command('SignIn', z.object({ id: UserId, alias: Alias, session: SessionId }), {
  access: 'service',
  rejections: [ALIAS_TAKEN, OPERATION_ID_REUSED, SIGN_IN_ENDED],
});

/** A user who holds the name is signed in, so that asking again is for an answer that was lost: one more session. */
export const signIn = handle(SignIn, aliasOwner, {
  find: ({ alias }) => aliasKey(alias),
  reads: { existing: one(user, ({ id }) => id) },
  missing: ({ id, alias, session }, _context, { existing }) => {
    if (existing) return existing.alias === alias ? SIGN_IN_ENDED : OPERATION_ID_REUSED;
    if (isOfComputer(alias)) return ALIAS_TAKEN;
    return become(
      { key: aliasKey(alias), userId: id, guest: true },
      UserCreated({ id, alias }),
      StartSession({ id: session, userId: id }),
    );
  },
  found: (owner, { id, alias, session }, _context, { existing }) => {
    if (existing && existing.alias !== alias) return OPERATION_ID_REUSED;
    if (owner.userId !== id) return ALIAS_TAKEN;
    return become(owner, StartSession({ id: session, userId: id }));
  },
});
