/** Who acts in the tests. */
import { GameId } from '../games/ids.ts';
import { SocketSessionId } from '../sessions/session.ts';
import { UserId } from '../users/ids.ts';

const uuid = (family: number, number: number): string =>
  `${family.toString(16).padStart(8, '0')}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

export const ann = UserId.parse(uuid(0xa, 1));
export const bea = UserId.parse(uuid(0xb, 1));
export const cid = UserId.parse(uuid(0xc, 1));

/** As many people as a test needs, all different from those with names. */
export const person = (number: number): UserId => UserId.parse(uuid(0xd, number));
export const gameNumber = (number: number): GameId => GameId.parse(uuid(0xe, number));
export const connection = (number: number): SocketSessionId => SocketSessionId.parse(uuid(0xf, number));

/** When the virtual clocks of the tests begin. */
export const START = Date.UTC(2026, 0, 1);
