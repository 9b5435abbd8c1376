import { implement } from '../kit/module.ts';
import { users } from './contract.ts';
import { createUser, freeAlias, keepUser } from './create-user.ts';
import { UserCreated } from './events.ts';
import { declineInvitation, inviteUser, table, tableReactions } from './invitations.ts';
import { online, onlineAmong, onlineReactions, presence, presenceEvents } from './online.ts';
import { USER_NOT_FOUND } from './rejections.ts';
import { aliasOwner, user } from './user.ts';

/** Users in one page of those online, where the caller does not say. */
const PAGE = 100;

export const usersModule = () =>
  implement(users, {
    internal: { events: { UserCreated, ...presenceEvents } },
    states: [user, aliasOwner, table, online, presence],
    commands: { CreateUser: createUser, InviteUser: inviteUser, DeclineInvitation: declineInvitation },
    queries: {
      GetUser: async ({ id }, read) => (await read.get(user, id))?.state ?? USER_NOT_FOUND,
      GetUsersOnline: async ({ after, limit = PAGE }, read) => {
        const page = await read.page(online, after ?? null, limit);
        const found = page.map(({ state: { id, alias } }) => ({ id, alias }));
        const next = page.length === limit ? (found.at(-1)?.id ?? null) : null;
        return { users: found, total: await read.count(online), next };
      },
      GetPresence: async ({ userIds }, read) => ({ online: await onlineAmong(userIds, read) }),
      GetMyInvitations: async (_data, read, { actor }) => {
        const position = await read.position();
        const tables = await read.where(table, 'invited', actor);
        const invitations = tables.flatMap(({ state }) =>
          state.invitations
            .filter(({ invited }) => invited === actor)
            .map(({ host }) => ({ host, game: state.gameId })),
        );
        return { invitations, position };
      },
    },
    reactions: [keepUser, freeAlias, ...tableReactions, ...onlineReactions],
  });
