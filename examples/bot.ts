/**
 * A player that accepts every invitation to a classic game, and never loses. Other rules it does not know.
 *
 *   npm run example:bot -- "Perfect Bot"
 */
import { choose } from '@tic-tac-toe/domain/computer';
import {
  type Ended,
  type GameId,
  type InProgress,
  isKnown,
  rulesOf,
  type UserId,
  users,
} from '@tic-tac-toe/domain/contracts';
import { asPlayer, type Player, sentenceFor } from './lib/as-player.ts';
import { followGame } from './lib/follow-game.ts';

/** A moment that looks like thinking, in milliseconds. */
const THINKING = 400;

await asPlayer(process.argv[2] ?? 'Perfect Bot', async (player) => {
  const { api, me } = player;
  console.log(`${me.alias} is online, and accepts every invitation to a classic game. Ctrl-C signs out.`);

  async function acceptAll(): Promise<number> {
    const { invitations, position } = await api.users.getMyInvitations.query();
    for (const { game } of invitations) void play(player, game);
    return position;
  }

  const lastEventId = await acceptAll();
  await new Promise<void>((_, reject) => {
    api.users.events.subscribe(
      { lastEventId },
      {
        onData({ data: event }) {
          if (event.type === 'Resync' || !isKnown(users, event)) acceptAll().catch(reject);
          if (event.type === 'UserInvited' && event.data.invited === me.id)
            void play(player, event.data.game);
          if (event.type === 'InvitedToRematch') void playAgain(player, event.data.game);
        },
        onError: reject,
      },
    );
  });
});

/** Joins, and plays. Whatever happens to one game, the others go on. */
async function play(player: Player, gameId: GameId): Promise<void> {
  try {
    const { game: invitedTo } = await player.api.games.getGame.query({ gameId });
    if (rulesOf(invitedTo) !== 'classic') return await decline(player, gameId);
    await player.api.games.joinGame.mutate({ gameId });
    await playOn(player, gameId);
  } catch (error) {
    console.log(`Not playing ${gameId}: ${sentenceFor(error)}`);
  }
}

/** Whoever wants a rematch gets it. */
async function playAgain(player: Player, gameId: GameId): Promise<void> {
  try {
    await player.api.games.offerRematch.mutate({ gameId });
    const { game } = await player.api.games.getGame.query({ gameId });
    if (game.stage === 'Ended' && game.rematch !== undefined) await playOn(player, game.rematch);
  } catch (error) {
    console.log(`No rematch of ${gameId}: ${sentenceFor(error)}`);
  }
}

/** Moves when it is its turn. */
async function playOn(player: Player, gameId: GameId): Promise<void> {
  let moved = 0;
  console.log(`Playing ${gameId}`);
  for await (const { game } of followGame(player, gameId)) {
    if (game.stage === 'Ended') console.log(`${gameId} is over: ${outcome(game, player.me.id)}.`);
    if (game.stage !== 'InProgress' || game.playerId !== player.me.id || game.turn <= moved) continue;
    moved = game.turn;
    await move(player, game);
  }
}

async function decline({ api }: Player, gameId: GameId): Promise<void> {
  await api.users.declineInvitation.mutate({ gameId });
  console.log(`Declined ${gameId}: only classic games are played here.`);
}

function outcome({ winner, result }: Ended, me: UserId): string {
  if (winner === null) return result.toLowerCase();
  return winner === me ? 'won' : 'lost';
}

async function move({ api, me }: Player, { gameId, board, players }: InProgress): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, THINKING));
  const seat = players[0] === me.id ? 0 : 1;
  const best = choose({ board, players, seat }, 'perfect', Math.random());
  try {
    await api.games.placeMark.mutate({ gameId, ...best });
  } catch (error) {
    console.log(`Could not move in ${gameId}: ${sentenceFor(error)}`);
  }
}
