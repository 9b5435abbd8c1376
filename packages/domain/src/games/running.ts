import { z } from 'zod';
import type { ActorId, QueryReader } from '../kit/define/index.ts';
import { isAgainstComputer } from './computer/computer.ts';
import { GameEnded, GameStarted } from './events.ts';
import { MAX_TOLD, RunningGame } from './running-game.ts';
import { nameOn } from './rules/rules.ts';
import { projection } from './scope.ts';
import { watchersOf } from './watchers.ts';

/** More at a time are not kept: the list is for people to choose from, and each game that begins writes all of it. */
const MAX_RUNNING = 500;

/** The one row. */
const RUNNING = 'running';

/**
 * The games that are being played, those that began first before the others. Who plays the computer keeps nobody waiting, and may
 * have gone long before such a game ends: it is not among them, and its player may be invited.
 */
export const running = projection('running', z.array(RunningGame), {
  version: 2,
  events: [GameStarted, GameEnded],
  key: ({ data }) => (isAgainstComputer(data) ? null : RUNNING),
  initial: [],
  evolve(games, told) {
    const { gameId } = told.data;
    const others = games.filter((game) => game.gameId !== gameId);
    if (told.type === 'GameEnded') return others;
    const { players, board } = told.data;
    return [...others, { gameId, players, rules: nameOn(board) }].slice(-MAX_RUNNING);
  },
});

/** The latest of them, how many there are, and those of `among` who play any. */
export async function runningGames(among: readonly ActorId[], read: QueryReader) {
  const all = (await (await read.projection(running))?.get(RUNNING)) ?? [];
  const latest = all.slice(-MAX_TOLD).toReversed();
  return {
    games: latest.map((game) => ({ ...game, watching: watchersOf(game, read) })),
    total: all.length,
    playing: among.flatMap((player) => {
      const game = all.findLast(({ players }) => players.includes(player));
      return game ? [{ player, gameId: game.gameId }] : [];
    }),
  };
}
