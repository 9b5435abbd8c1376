import { become, cancel, handle, one, react, remove, where } from '../kit/define/index.ts';
import { SessionEnded } from '../sessions/messages.ts';
import { aliasKey } from './alias.ts';
import { isOfComputer } from './computer.ts';
import { CreateUser } from './commands.ts';
import { UserCreated, UserLeft } from './events.ts';
import { guestTimer } from './guests.ts';
import { ALIAS_TAKEN, USER_ALREADY_EXISTS } from './rejections.ts';
import { aliasOwner, user } from './user.ts';

/** Whoever owns the alias is the user of that name: deciding on the alias makes names unique. */
export const createUser = handle(CreateUser, aliasOwner, {
  find: ({ alias }) => aliasKey(alias),
  reads: { existing: one(user, ({ id }) => id) },
  missing: ({ id, alias }, _context, { existing }) => {
    if (existing) return USER_ALREADY_EXISTS;
    if (isOfComputer(alias)) return ALIAS_TAKEN;
    return become({ key: aliasKey(alias), userId: id }, UserCreated({ id, alias }));
  },
  found: ({ userId }, { id }) => (userId === id ? USER_ALREADY_EXISTS : ALIAS_TAKEN),
});

export const keepUser = react(UserCreated, user, {
  find: ({ id }) => id,
  missing: ({ id, alias }) => become({ id, alias }),
});

/** A user whom nobody can act as any more gives the name free; the user itself stays, for games and scores. */
export const freeAlias = react(SessionEnded, aliasOwner, {
  find: ({ userId, last }) => (last ? where(aliasOwner, 'user', userId) : null),
  found: (owner) =>
    become(
      owner,
      remove(aliasOwner, owner.key),
      cancel(guestTimer(owner.userId)),
      UserLeft({ id: owner.userId }),
    ),
});
