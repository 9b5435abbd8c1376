import { beforeAll, expect, test } from 'vitest';
import { feed } from '../kit/testing/index.ts';
import type { Context } from '../kit/define/index.ts';
import { ann, bea, START } from '../testing/people.ts';
import type { UserId } from '../users/ids.ts';
import type { Ended, Game, InProgress } from './game.ts';
import { placeMark } from './place-mark.ts';
import { resign } from './resign.ts';
import { cellAt, emptyBoard, type Position } from './rules/grid.ts';
import { type Board, isClassic } from './rules/rules.ts';
import { gameId } from './testing/play.ts';
import { beginTurn } from './turn.ts';

const cells = [0, 1, 2].flatMap((y) => [0, 1, 2].map((x) => ({ x, y })));
const newId = () => {
  throw new Error('A move needs no new id.');
};
const annActs: Context = { actor: ann, now: START, newId };
const beaActs: Context = { actor: bea, now: START, newId };

type Played = InProgress | Ended;

const letters: Readonly<Record<string, string>> = { [ann]: 'a', [bea]: 'b' };
const keyOf = (board: Board): string =>
  cells.map((cell) => letters[(isClassic(board) && cellAt(board, cell)) || ''] ?? '.').join('');

const play = (state: Game, player: UserId, { x, y }: Position) =>
  feed(placeMark, { state, data: { gameId, x, y }, context: player === ann ? annActs : beaActs });

/** Every move that the rules do not give is refused: of the wrong player, on a taken cell, after the end. */
function refusesAllElse(state: Played): void {
  for (const [index, cell] of cells.entries()) {
    for (const player of [ann, bea]) {
      const legal =
        state.stage === 'InProgress' && player === state.playerId && keyOf(state.board)[index] === '.';
      const outcome = play(state, player, cell);
      if (!legal && !('kind' in outcome && outcome.kind === 'rejection')) {
        throw new Error(`${keyOf(state.board)} takes ${letters[player]} on column ${cell.x}, row ${cell.y}`);
      }
    }
  }
}

/** Plays every game that can follow, move by move, through the game's own handler. */
function playOn(state: Played, seen: Map<string, Played>, ends: Record<string, number>): void {
  const key = keyOf(state.board);
  if (!seen.has(key)) seen.set(key, state);
  if (state.stage === 'Ended') {
    const end = state.result === 'WIN' ? (letters[state.winner ?? ''] ?? '') : state.result;
    ends[end] = (ends[end] ?? 0) + 1;
    return;
  }
  for (const [index, cell] of cells.entries()) {
    if (key[index] !== '.') continue;
    const outcome = play(state, state.playerId, cell);
    if ('kind' in outcome) throw new Error(`${key} refuses column ${cell.x}, row ${cell.y}: ${outcome.kind}`);
    playOn(outcome[0] as Played, seen, ends);
  }
}

const positions = new Map<string, Played>();
const ends: Record<string, number> = {};
beforeAll(() => {
  const opening = beginTurn(
    { gameId, players: [ann, bea], board: emptyBoard, turn: 1, playerId: ann, timeout: 20_000 },
    START,
  );
  playOn(opening.next, positions, ends);
}, 30_000);

test('the whole game tree: 255 168 games on 5 478 positions, and no move that the rules do not give', () => {
  expect(ends).toEqual({ a: 131_184, b: 77_904, DRAW: 46_080 });
  expect(positions.size).toBe(5_478);
  for (const state of positions.values()) refusesAllElse(state);
}, 30_000);

test('on each of them either player may resign while the game runs, and the opponent wins once both have played', () => {
  const came: Record<string, number> = {};
  for (const state of positions.values()) {
    for (const context of [annActs, beaActs]) {
      const outcome = feed(resign, { state, data: { gameId }, context });
      if ('kind' in outcome) {
        expect([state.stage, outcome]).toMatchObject(['Ended', { reason: 'GAME_ALREADY_ENDED' }]);
        continue;
      }
      const { result, winner, board } = outcome[0] as Ended;
      expect(board).toBe(state.board);
      const marks = [...keyOf(board)].filter((cell) => cell !== '.').length;
      expect(winner).toBe(marks < 2 ? null : context.actor === ann ? bea : ann);
      came[result] = (came[result] ?? 0) + 1;
    }
  }
  // Ten positions have less than two marks, 958 are the end of a game.
  expect(came).toEqual({ ABORTED: 20, WIN: 2 * (5_478 - 10 - 958) });
});
