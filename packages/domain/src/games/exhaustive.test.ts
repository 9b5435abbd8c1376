import { expect, test } from 'vitest';
import { feed } from '../kit/testing/index.ts';
import type { Context } from '../kit/define/index.ts';
import { ann, bea, START } from '../testing/people.ts';
import type { UserId } from '../users/ids.ts';
import { type Board, cellAt, emptyBoard, type Position } from './board.ts';
import type { Ended, Game, InProgress } from './game.ts';
import { placeMark } from './place-mark.ts';
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
  cells.map((cell) => letters[cellAt(board, cell) ?? ''] ?? '.').join('');

const play = (state: Game, player: UserId, { x, y }: Position) =>
  feed(placeMark, { state, data: { gameId, x, y }, context: player === ann ? annActs : beaActs });

/** Every move that the rules do not give is refused: of the wrong player, on a taken cell, after the end. */
function refusesAllElse(state: Played): void {
  for (const cell of cells) {
    for (const player of [ann, bea]) {
      const legal =
        state.stage === 'InProgress' && player === state.playerId && cellAt(state.board, cell) === null;
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
  for (const cell of cells) {
    if (cellAt(state.board, cell) !== null) continue;
    const outcome = play(state, state.playerId, cell);
    if ('kind' in outcome) throw new Error(`${key} refuses column ${cell.x}, row ${cell.y}: ${outcome.kind}`);
    playOn(outcome[0] as Played, seen, ends);
  }
}

test('the whole game tree: 255 168 games on 5 478 positions, and no move that the rules do not give', () => {
  const opening = beginTurn(
    { gameId, players: [ann, bea], board: emptyBoard, turn: 1, playerId: ann, timeout: 20_000 },
    START,
  );
  const positions = new Map<string, Played>();
  const ends: Record<string, number> = {};
  playOn(opening.next, positions, ends);
  expect(ends).toEqual({ a: 131_184, b: 77_904, DRAW: 46_080 });
  expect(positions.size).toBe(5_478);
  for (const state of positions.values()) refusesAllElse(state);
}, 30_000);
