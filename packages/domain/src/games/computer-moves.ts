import { type Context, ignore, react, reactStateless, schedule } from '../kit/define/index.ts';
import { choose } from './computer/choose.ts';
import { isComputer, levelOf } from './computer/computer.ts';
import { ComputerToMove, WaitingForPlayerPlay } from './events.ts';
import { game, type InProgress } from './game.ts';
import type { GameId } from './ids.ts';
import { markSquare } from './place-mark.ts';
import { seatOf } from './seats.ts';

/** It takes its time, as a person would, who has to see first what the other did. */
const SHORTEST_PAUSE_MS = 600;
const LONGEST_PAUSE_MS = 1_400;

const computerTimer = (gameId: GameId): string => `computer/${gameId}`;

/** A number from 0 to 1 that nobody foresees: decisions are random by the ids that they are given. */
const randomOf = (id: string): number => Number.parseInt(id.slice(-8), 16) / 2 ** 32;

/** The computer hears that it is its turn, like every player. */
export const computerThinks = reactStateless(
  WaitingForPlayerPlay,
  ({ gameId, playerId, turn }, { now, newId }) => {
    if (!isComputer(playerId)) return [];
    const pause = SHORTEST_PAUSE_MS + randomOf(newId()) * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS);
    const at = now + Math.round(pause);
    return [schedule(ComputerToMove({ gameId, turn }), { key: computerTimer(gameId), at })];
  },
);

function moveAsComputer(before: InProgress, _data: unknown, { now, newId }: Context) {
  const { board, players, playerId } = before;
  const level = levelOf(playerId);
  if (!level) return ignore;
  const at = choose({ board, players, seat: seatOf(players, playerId) }, level, randomOf(newId()));
  return markSquare(before, at, now);
}

/** And makes its mark as every player does. */
export const computerMoves = react(ComputerToMove, game, {
  find: ({ gameId }) => gameId,
  when: (state, { turn }) => state.stage === 'InProgress' && state.turn === turn,
  stages: { InProgress: moveAsComputer },
});
