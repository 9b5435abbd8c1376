/**
 * A server of a later version, with the page of this one: a mark in the first corner turns the board, and an event that
 * this version does not know says so.
 */
import { type ClassicBoard, contracts, type Game, GameId, isClassic, modules } from '@tic-tac-toe/domain';
import { become, ignore, type Module, react, scope, type StateDefinition } from '@tic-tac-toe/domain/kit';
import { z } from 'zod';
import { readConfig } from '../config.ts';
import { startServer } from '../server.ts';

const { event } = scope('games');

const BoardTurned = event('BoardTurned', z.object({ gameId: GameId }));

/** By a quarter, so that what was in the first corner stands in the second. */
const turned = (board: ClassicBoard): ClassicBoard =>
  board.map((row, y) => row.map((_, x) => board[2 - x]?.[y] ?? null)) as unknown as ClassicBoard;

function turningBoards(module: Module): Module {
  const game = module.states[0] as StateDefinition<'games.game', Game, never>;
  const turnBoard = react(contracts.games.events.MarkPlaced, game, {
    find: ({ gameId }) => gameId,
    when: (_game, { x, y }) => x === 0 && y === 0,
    stages: {
      InProgress: (before, { gameId }) =>
        isClassic(before.board)
          ? become({ ...before, board: turned(before.board) }, BoardTurned({ gameId }))
          : ignore,
    },
  });
  const { contract, reactions } = module;
  return {
    ...module,
    contract: { ...contract, events: { ...contract.events, BoardTurned } },
    reactions: [...reactions, turnBoard],
  };
}

const config = readConfig();
const newer = modules({ turnTimeout: config.TURN_TIMEOUT_MS, sessionLifetime: 86_400_000 }).map((module) =>
  module.contract.name === contracts.games.name ? turningBoards(module) : module,
);
const server = await startServer(config, { modules: newer });
process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
