/**
 * A player that accepts every invitation and never loses.
 *
 *   npm run example:bot -- "Perfect Bot"
 */
import { reasonOf } from '@tic-tac-toe/api';
import type { Game, GameId } from '@tic-tac-toe/domain/contracts';
import { bestMove } from './lib/best-move.ts';
import { followGame } from './lib/follow-game.ts';
import { signIn } from './lib/sign-in.ts';

/** A moment that looks like thinking, in milliseconds. */
const THINKING = 400;

const client = await signIn(process.argv[2] ?? 'Perfect Bot');
const { api, me } = client;
console.log(`${me.alias} is online, and accepts every invitation. Ctrl-C signs out.`);

async function accept(gameId: GameId): Promise<void> {
  try {
    await api.games.joinGame.mutate({ gameId });
  } catch (error) {
    console.log(`Could not join ${gameId}: ${reasonOf(error) ?? String(error)}`);
    return;
  }
  console.log(`Playing ${gameId}`);
  const stop = await followGame(client, gameId, (game) => {
    void moveInTurn(game);
    if (game.stage !== 'Ended') return;
    console.log(
      `${gameId} is over: ${game.winner === me.id ? 'won' : game.winner ? 'lost' : game.result.toLowerCase()}`,
    );
    // Not at once: this is told while the subscription is being set up, where the game ends at that moment.
    setTimeout(() => stop(), 0);
  });
}

const moved = new Set<string>();

async function moveInTurn(game: Game): Promise<void> {
  if (game.stage !== 'InProgress' || game.playerId !== me.id) return;
  const turn = `${game.gameId}/${game.turn}`;
  if (moved.has(turn)) return;
  moved.add(turn);
  await new Promise((resolve) => setTimeout(resolve, THINKING));
  const move = bestMove(game.board, game.players, me.id);
  if (!move) return;
  try {
    await api.games.placeMark.mutate({ gameId: game.gameId, ...move });
  } catch (error) {
    console.log(`Could not move: ${reasonOf(error) ?? String(error)}`);
  }
}

const { invitations, position } = await api.users.getMyInvitations.query();
api.users.events.subscribe(
  { lastEventId: position },
  {
    onData({ data: event }) {
      if (event.type === 'UserInvited' && event.data.invited === me.id) void accept(event.data.game);
    },
    onError: (error) => console.error(`Invitations can not be heard: ${error.message}`),
  },
);
for (const { game } of invitations) await accept(game);
