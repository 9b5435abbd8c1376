/** The least that a game needs: what the bare servers keep in their Map. They tell the product's own events. */
import {
  completedLine,
  emptyBoard,
  isFull,
  withMark,
} from '../../../packages/domain/src/games/rules/grid.ts';
import type { ClassicBoard } from '../../../packages/domain/src/games/rules/tic-tac-toe.ts';
import type { UserId } from '../../../packages/domain/src/users/ids.ts';

const TURN_MS = 20_000;

export interface BareGame {
  readonly gameId: string;
  players: UserId[];
  board: ClassicBoard;
  turn: number;
}

export interface BareEvent {
  readonly type: string;
  readonly data: unknown;
}

export function createBareGames(tell: (gameId: string, events: readonly BareEvent[]) => void) {
  const games = new Map<string, BareGame>();

  const find = (gameId: string): BareGame => {
    const game = games.get(gameId);
    if (!game) throw new Error('GAME_NOT_FOUND');
    return game;
  };

  const waiting = ({ gameId, players, turn }: BareGame): BareEvent => {
    const timeout = TURN_MS;
    const deadline = new Date(Date.now() + timeout).toISOString();
    const playerId = players[(turn - 1) % 2];
    return { type: 'WaitingForPlayerPlay', data: { gameId, playerId, turn, timeout, deadline } };
  };

  return {
    create(gameId: string) {
      games.set(gameId, { gameId, players: [], board: emptyBoard, turn: 1 });
    },
    join(gameId: string, player: UserId) {
      const game = find(gameId);
      game.players.push(player);
      const joined = { type: 'PlayerJoinedAGame', data: { gameId, player } };
      if (game.players.length < 2) return tell(gameId, [joined]);
      const { players, board } = game;
      tell(gameId, [joined, { type: 'GameStarted', data: { gameId, players, board } }, waiting(game)]);
    },
    placeMark(gameId: string, player: UserId, x: number, y: number) {
      const game = find(gameId);
      if (game.players[(game.turn - 1) % 2] !== player) throw new Error('PLAYER_CAN_NOT_PLAY');
      if (game.board[y]?.[x] !== null) throw new Error('POSITION_ALREADY_FILLED');
      game.board = withMark(game.board, { x, y }, player);
      game.turn += 1;
      const events: BareEvent[] = [
        { type: 'MarkPlaced', data: { gameId, player, x, y } },
        { type: 'BoardUpdated', data: { gameId, board: game.board } },
      ];
      const won = completedLine(game.board, player);
      if (won || isFull(game.board)) {
        const { players } = game;
        games.delete(gameId);
        const result = won ? 'WIN' : 'DRAW';
        events.push({ type: 'GameEnded', data: { gameId, players, result, winner: won ? player : null } });
      } else {
        events.push(waiting(game));
      }
      tell(gameId, events);
    },
  };
}
