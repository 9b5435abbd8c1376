/**
 * Tells a game as it is played.
 *
 *   npm run example:watch -- http://localhost:8080/games/<game id>
 */
import {
  gameIdIn,
  type Board,
  type Ended,
  type Game,
  isClassic,
  type PublicUser,
  type Seat,
  type UltimateBoard,
  type UserId,
} from '@tic-tac-toe/domain/contracts';
import { asPlayer } from './lib/as-player.ts';
import { followGame, type FollowedGame } from './lib/follow-game.ts';

const gameId = gameIdIn(process.argv[2] ?? '');
if (gameId === undefined) {
  console.error('Which game? Give its id, or the link to it: npm run example:watch -- <id or link>');
  process.exit(1);
}

await asPlayer('Watcher', async (player) => {
  const known = new Map<UserId, PublicUser>();

  async function aliasOf(id: UserId): Promise<string> {
    const user = known.get(id) ?? (await player.api.users.getUser.query({ id }));
    known.set(id, user);
    return user.alias;
  }

  async function standOf(game: Game): Promise<string> {
    switch (game.stage) {
      case 'WaitingForPlayers':
        return 'The game waits for players.';
      case 'InProgress':
        return `${drawn(game.board, game.players)}\nIt is the turn of ${await aliasOf(game.playerId)}${where(game)}.`;
      case 'Ended':
        return `${drawn(game.board, game.players)}\n${await endOf(game)}`;
    }
  }

  async function endOf({
    winner,
    result,
    reason,
    cancelledBy,
  }: Pick<Ended, 'winner' | 'result' | 'reason' | 'cancelledBy'>): Promise<string> {
    if (winner !== null) return `${await aliasOf(winner)} wins.`;
    if (result === 'DRAW') return 'It is a draw.';
    if (cancelledBy !== undefined) return `${await aliasOf(cancelledBy)} called the game off.`;
    return reason === 'NOBODY_CAME' ? 'Nobody came: the game is over.' : 'The game is called off.';
  }

  /** What to print; null for what another event tells as well. */
  async function told({ game, event }: FollowedGame): Promise<string | null> {
    switch (event?.type) {
      case undefined:
        return standOf(game);
      case 'PlayerJoinedAGame':
        return `${await aliasOf(event.data.player)} has joined.`;
      case 'GameStarted':
        return 'The game begins.';
      case 'WaitingForPlayerPlay':
        return `${await aliasOf(event.data.playerId)} has ${event.data.timeout / 1_000} s to move${where(game)}.`;
      case 'MarkPlaced':
        return `${await aliasOf(event.data.player)} marks row ${event.data.y + 1}, column ${event.data.x + 1}.`;
      case 'BoardUpdated':
        return drawn(event.data.board, game.players);
      case 'TurnTimeout':
        return 'The time for the turn is over.';
      case 'GameEnded':
        return endOf(event.data);
      case 'DrawOffered':
        return `${await aliasOf(event.data.player)} offers a draw.`;
      case 'DrawDeclined':
        return `${await aliasOf(event.data.player)} declines it.`;
      case 'RematchOffered':
        return `${await aliasOf(event.data.player)} wants a rematch.`;
      case 'RematchWithdrawn':
        return `${await aliasOf(event.data.player)} does not want a rematch any more.`;
      case 'RematchStarted':
        return `The rematch has begun: ${event.data.rematch}`;
      case 'ReactionSent':
        return `${await aliasOf(event.data.player)}: ${event.data.reaction.toLowerCase().replace('_', ' ')}.`;
      case 'GameCreated':
      case 'GameErrorOccurred':
        return null;
      default:
        // Of a newer server: what comes of it is told as it stands then.
        event satisfies never;
        return null;
    }
  }

  for await (const news of followGame(player, gameId)) {
    const text = await told(news);
    if (text !== null) console.log(text);
  }
});

/** X is the one who began. */
function drawn(board: Board, [first]: readonly UserId[]): string {
  if (!isClassic(board)) return drawnUltimate(board);
  const sign = (cell: UserId | null) => (cell === null ? '·' : cell === first ? 'X' : 'O');
  return board.map((row) => `  ${row.map(sign).join(' ')}`).join('\n');
}

/** Nine rows, with a gap between the small boards. */
function drawnUltimate({ boards }: UltimateBoard): string {
  const sign = (cell: Seat | null) => (cell === null ? '·' : cell === 0 ? 'X' : 'O');
  const rows = boards.map((band) =>
    [0, 1, 2].map((y) => `  ${band.map((small) => small[y]?.map(sign).join(' ')).join('   ')}`).join('\n'),
  );
  return rows.join('\n\n');
}

/** Of an ultimate game, to which of its boards the next mark has to go; nothing of others. */
function where(game: Game): string {
  if (game.stage !== 'InProgress' || isClassic(game.board)) return '';
  const { next } = game.board;
  return next ? `, in the board of row ${next.y + 1}, column ${next.x + 1}` : ', in any board that is open';
}
