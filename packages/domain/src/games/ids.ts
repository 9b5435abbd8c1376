import { z } from 'zod';

export const GameId = z.uuid().brand('GameId');
export type GameId = z.output<typeof GameId>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** For a page, which has no schemas: a little stricter than they are, which take an id of zeros or of ones alone, too. */
export const isGameId = (text: string): text is GameId => UUID.test(text);
