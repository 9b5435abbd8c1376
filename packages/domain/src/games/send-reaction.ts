import { z } from 'zod';
import {
  ActorId,
  become,
  type Context,
  type DataOf,
  handle,
  one,
  react,
  remove,
  schedule,
} from '../kit/define/index.ts';
import { SendReaction } from './commands.ts';
import { ReactionSent, ReactionsForgotten } from './events.ts';
import { type Game, game } from './game.ts';
import { GameId } from './ids.ts';
import { GAME_NOT_FOUND, GAME_NOT_STARTED, PLAYER_CAN_NOT_PLAY, TOO_MANY_REACTIONS } from './rejections.ts';
import { state } from './scope.ts';

/** A player may send so many within the time: enough to be understood, too few to pester. */
export const MOST_REACTIONS = 3;
export const COUNTED_MS = 10_000;

/**
 * When a player of a game sent their latest reactions, in milliseconds since the Unix epoch. Like the reactions themselves it is live: nobody
 * asks for it later.
 */
export const reacting = state(
  'reacting',
  z.object({ gameId: GameId, player: ActorId, sentAt: z.array(z.number()) }),
  { live: true },
);
type Reacting = (typeof reacting)['$state'];
type Sender = Pick<Reacting, 'gameId' | 'player'>;

const idOf = ({ gameId, player }: Sender): string => `${gameId}/${player}`;

interface Reads {
  readonly game: Game | undefined;
}

/** While the game is played and after it, to the other player and to all who watch. */
function refusal(game: Game | undefined, actor: ActorId) {
  if (game === undefined) return GAME_NOT_FOUND;
  if (game.stage === 'WaitingForPlayers') return GAME_NOT_STARTED;
  return game.players.length === 2 && game.players.includes(actor) ? undefined : PLAYER_CAN_NOT_PLAY;
}

function send(
  { sentAt, ...sender }: Reacting,
  { reaction }: DataOf<typeof SendReaction>,
  { now }: Context,
  { game }: Reads,
) {
  const refused = refusal(game, sender.player);
  if (refused) return refused;
  const counted = sentAt.filter((at) => now - at < COUNTED_MS);
  if (counted.length >= MOST_REACTIONS) return TOO_MANY_REACTIONS;
  return become(
    { ...sender, sentAt: [...counted, now] },
    ReactionSent({ ...sender, reaction }),
    schedule(ReactionsForgotten(sender), { key: `reacting/${idOf(sender)}`, at: now + COUNTED_MS }),
  );
}

export const sendReaction = handle(SendReaction, reacting, {
  find: ({ gameId }, { actor }) => idOf({ gameId, player: actor }),
  reads: { game: one(game, ({ gameId }) => gameId) },
  missing: (data, context, reads) =>
    send({ gameId: data.gameId, player: context.actor, sentAt: [] }, data, context, reads),
  found: send,
});

export const forgetReactions = react(ReactionsForgotten, reacting, {
  find: idOf,
  found: (before) => become(before, remove(reacting, idOf(before))),
});
