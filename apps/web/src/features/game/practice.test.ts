import { computerOf, GameId, toInstant, UserId, type WaitingForPlayers } from '@tic-tac-toe/domain/contracts';
import { expect, test } from 'vitest';
import { answered, begun, marked, type Practice } from './practice.ts';
import { canMark } from './seats.ts';

const me = UserId.parse('00000000-0000-4000-8000-000000000001');
const computer = computerOf('fair');
const waiting: WaitingForPlayers = {
  stage: 'WaitingForPlayers',
  gameId: GameId.parse('00000000-0000-4000-8000-000000000009'),
  host: me,
  players: [me],
  createdAt: toInstant(0),
  expiresAt: toInstant(600_000),
};

const after = (...cells: readonly (readonly [x: number, y: number])[]): Practice =>
  cells.reduce<Practice>(
    ({ game }, [x, y]) => marked(running(game), { x, y }),
    begun(waiting, 'classic', me),
  );

function running(game: Practice['game']) {
  if (game.stage === 'Ended') throw new Error('It is over.');
  return game;
}

test('it begins with the one who waits, on an empty board of the rules of the game', () => {
  const { game } = begun(waiting, 'ultimate', me);
  expect(game).toMatchObject({ players: [me, computer], playerId: me, board: { rules: 'ultimate' } });
  expect(canMark(game, me, { x: 4, y: 4 })).toBe(true);
});

test('the two mark by turns, until somebody has three in a row', () => {
  expect(after([1, 1])).toMatchObject({
    game: { stage: 'InProgress', turn: 2, playerId: computer },
    latest: { x: 1, y: 1 },
  });
  expect(after([1, 1], [0, 0]).game).toMatchObject({ turn: 3, playerId: me });
  expect(after([0, 0], [0, 1], [1, 0], [1, 1], [2, 0]).game).toMatchObject({ stage: 'Ended', winner: me });
  const lost = after([0, 0], [0, 1], [1, 0], [1, 1], [2, 2], [2, 1]);
  expect(lost.game).toMatchObject({ winner: computer });
});

test('nine marks without it are a draw', () => {
  const drawn = after([0, 0], [1, 0], [2, 0], [1, 1], [1, 2], [2, 1], [0, 1], [0, 2], [2, 2]);
  expect(drawn.game).toMatchObject({ stage: 'Ended', result: 'DRAW', winner: null });
});

test('the computer answers as a fair player does: it wins where it can', () => {
  const { game } = after([0, 0], [0, 1], [1, 0], [1, 1], [2, 2]);
  for (const random of [0, 0.99])
    expect(answered(running(game), random)).toMatchObject({
      game: { winner: computer },
      latest: { x: 2, y: 1 },
    });
});
