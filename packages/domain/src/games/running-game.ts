import { z } from 'zod';
import { GameId } from './ids.ts';
import { RulesName } from './rules/rules.ts';
import { Players } from './seats.ts';

export const RunningGame = z.object({ gameId: GameId, players: Players, rules: RulesName });
export type RunningGame = z.output<typeof RunningGame>;

/** `watching`: how many follow it and do not play in it. */
export const WatchedGame = z.object({
  ...RunningGame.shape,
  watching: z.number().int().min(0).exactOptional(),
});

/** Running games that are told at a time. */
export const MAX_TOLD = 20;
