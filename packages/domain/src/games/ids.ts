import { z } from 'zod';

export const GameId = z.uuid().brand('GameId');
export type GameId = z.output<typeof GameId>;
