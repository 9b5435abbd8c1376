import { implement } from '../kit/define/index.ts';
import { Forfeit } from '../games/commands.ts';
import { EndSessionsOf, StartSession } from '../sessions/messages.ts';
import { absence, AbsenceForgotten, absenceReactions, claimWin } from './absence.ts';
import { computerCalled } from './computer.ts';
import { users } from './contract.ts';
import { createUser, freeAlias, keepUser } from './create-user.ts';
import { UserCreated, UserLeft } from './events.ts';
import { freeAliasLike } from './free-alias.ts';
import { guestReactions, GuestGone, GuestLeft } from './guests.ts';
import { declineInvitation, inviteUser, table, tableReactions } from './invitations.ts';
import {
  leftAmong,
  online,
  onlineAmong,
  onlinePage,
  onlineReactions,
  presence,
  presenceEvents,
} from './online.ts';
import { USER_NOT_FOUND } from './rejections.ts';
import { SignIn, signIn } from './sign-in.ts';
import { aliasOwner, user } from './user.ts';

/** Users in one page of those online, where the caller does not say. */
const PAGE = 100;

export const usersModule = () =>
  implement(users, {
    internal: {
      commands: { signIn: SignIn },
      events: { UserCreated, UserLeft, GuestGone, GuestLeft, AbsenceForgotten, ...presenceEvents },
    },
    sends: { StartSession, EndSessionsOf, Forfeit },
    states: [user, aliasOwner, table, online, absence, presence],
    commands: {
      createUser,
      signIn,
      inviteUser,
      declineInvitation,
      claimWin,
    },
    queries: {
      getUser: async ({ id }, read) =>
        computerCalled(id) ?? (await read.get(user, id))?.state ?? USER_NOT_FOUND,
      getUsersOnline: ({ after, limit = PAGE }, read) => onlinePage(after ?? null, limit, read),
      getPresence: async ({ userIds }, read) => {
        const [online, left] = await Promise.all([onlineAmong(userIds, read), leftAmong(userIds, read)]);
        return left.length > 0 ? { online, left } : { online };
      },
      getFreeAlias: async ({ like }, read) => ({ alias: await freeAliasLike(like, read) }),
      getMyInvitations: async (_data, read, { actor }) => {
        const position = await read.position(users, {});
        const tables = await read.where(table, 'invited', actor);
        const invitations = tables.flatMap(({ state }) =>
          state.invitations
            .filter(({ invited }) => invited === actor)
            .map(({ host }) => ({ host, game: state.gameId })),
        );
        return { invitations, position };
      },
    },
    reactions: [
      keepUser,
      freeAlias,
      ...tableReactions,
      ...onlineReactions,
      ...absenceReactions,
      ...guestReactions,
    ],
  });
