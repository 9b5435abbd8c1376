import { z } from 'zod';
import { isUuid } from '../kit/define/index.ts';

export const GameId = z.uuid().brand('GameId');
export type GameId = z.output<typeof GameId>;

export const isGameId = (text: string): text is GameId => isUuid(text);
