import { z } from 'zod';
import {
  GameCreated,
  GameEnded,
  GameStarted,
  GameStateReadyToBeCleaned,
  PlayerJoinedAGame,
  RematchOffered,
} from '../games/events.ts';
import { GameId } from '../games/ids.ts';
import {
  become,
  type Context,
  type DataOf,
  handle,
  ignore,
  many,
  one,
  react,
  reactStateless,
  remove,
} from '../kit/define/index.ts';
import { DeclineInvitation, InviteUser } from './commands.ts';
import { InvitationDeclined, InvitationWithdrawn, InvitedToRematch, UserInvited } from './events.ts';
import { UserId } from './ids.ts';
import {
  ALREADY_INVITED,
  CAN_NOT_INVITE_YOURSELF,
  GAME_NOT_OPEN,
  HOST_HAS_NOT_JOINED,
  INVITATION_NOT_FOUND,
  TOO_MANY_INVITATIONS,
  USER_NOT_FOUND,
} from './rejections.ts';
import { type PublicUser, user } from './user.ts';
import { state } from './scope.ts';

/** Invitations that may wait for an answer: of one game, and of one user. */
export const MAX_INVITATIONS = 10;

/** Of those, by one host to one user: else one host could keep all others from asking. */
export const MAX_FROM_ONE_HOST = 3;

/** What this module knows of a game: whether it still has a seat, who sits, and who was asked. */
const Table = z.object({
  gameId: GameId,
  open: z.boolean(),
  players: z.array(UserId),
  invitations: z.array(z.object({ host: UserId, invited: UserId })),
});
type Table = z.output<typeof Table>;

export const table = state('table', Table, {
  indexes: { invited: ({ invitations }) => invitations.map(({ invited }) => invited) },
});

const isInvited = ({ invitations }: Table, userId: UserId) =>
  invitations.some(({ invited }) => invited === userId);
const hasInvited = ({ invitations }: Table, by: UserId, userId: UserId) =>
  invitations.some(({ host, invited }) => host === by && invited === userId);
const without = (before: Table, userId: UserId): Table => ({
  ...before,
  invitations: before.invitations.filter(({ invited }) => invited !== userId),
});

function invite(
  before: Table,
  { userId, gameId }: DataOf<typeof InviteUser>,
  { actor }: Context,
  { guest, waiting }: { readonly guest: PublicUser | undefined; readonly waiting: readonly Table[] },
) {
  if (userId === actor) return CAN_NOT_INVITE_YOURSELF;
  if (!guest) return USER_NOT_FOUND;
  if (!before.open) return GAME_NOT_OPEN;
  if (!before.players.includes(actor)) return HOST_HAS_NOT_JOINED;
  if (isInvited(before, userId)) return ALREADY_INVITED;
  if (Math.max(before.invitations.length, waiting.length) >= MAX_INVITATIONS) return TOO_MANY_INVITATIONS;
  const mine = waiting.filter((other) => hasInvited(other, actor, userId));
  if (mine.length >= MAX_FROM_ONE_HOST) return TOO_MANY_INVITATIONS;
  return become(before, UserInvited({ host: actor, invited: userId, game: gameId }));
}

export const inviteUser = handle(InviteUser, table, {
  find: ({ gameId }) => gameId,
  reads: {
    guest: one(user, ({ userId }) => userId),
    waiting: many(table, 'invited', ({ userId }) => userId),
  },
  missing: GAME_NOT_OPEN,
  found: invite,
});

export const declineInvitation = handle(DeclineInvitation, table, {
  find: ({ gameId }) => gameId,
  missing: INVITATION_NOT_FOUND,
  found: (before, { gameId }, { actor }) => {
    const invitation = before.invitations.find(({ invited }) => invited === actor);
    if (!invitation) return INVITATION_NOT_FOUND;
    return become(without(before, actor), InvitationDeclined({ ...invitation, game: gameId }));
  },
});

/** Kept in a reaction, so that an invitation from another context waits for an answer just the same. */
const keepInvitation = react(UserInvited, table, {
  find: ({ game }) => game,
  found: (before, { host, invited }) =>
    before.open && !isInvited(before, invited)
      ? become({ ...before, invitations: [...before.invitations, { host, invited }] })
      : ignore,
});

const openTable = react(GameCreated, table, {
  find: ({ gameId }) => gameId,
  missing: ({ gameId }) => become({ gameId, open: true, players: [], invitations: [] }),
});

/** Joining is how the invited accept. */
const seatPlayer = react(PlayerJoinedAGame, table, {
  find: ({ gameId }) => gameId,
  found: (before, { player }) => {
    const after = without(before, player);
    return become({ ...after, players: [...after.players, player] });
  },
});

const close = (before: Table) =>
  become(
    { ...before, open: false, invitations: [] },
    ...before.invitations.map((invitation) => InvitationWithdrawn({ ...invitation, game: before.gameId })),
  );

const closeAtStart = react(GameStarted, table, { find: ({ gameId }) => gameId, found: close });
const closeAtEnd = react(GameEnded, table, { find: ({ gameId }) => gameId, found: close });

const clearTable = react(GameStateReadyToBeCleaned, table, {
  find: ({ gameId }) => gameId,
  found: (before) => become(before, remove(table, before.gameId)),
});

/** What becomes of it is between the two: it is answered in the game that is over. */
const askForRematch = reactStateless(RematchOffered, ({ gameId, player, opponent }) => [
  InvitedToRematch({ host: player, invited: opponent, game: gameId }),
]);

export const tableReactions = [
  keepInvitation,
  openTable,
  seatPlayer,
  closeAtStart,
  closeAtEnd,
  clearTable,
  askForRematch,
] as const;
