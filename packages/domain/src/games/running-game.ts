import { z } from 'zod';
import { GameId } from './ids.ts';
import { RulesName } from './rules/rules.ts';
import { Players } from './seats.ts';

export const RunningGame = z.object({ gameId: GameId, players: Players, rules: RulesName });
export type RunningGame = z.output<typeof RunningGame>;

/** Running games that are told at a time. */
export const MAX_TOLD = 20;
