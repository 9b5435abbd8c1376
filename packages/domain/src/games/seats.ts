import { z } from 'zod';
import { ActorId } from '../kit/define/index.ts';

/** The two players in their order of play. */
export const Players = z.tuple([ActorId, ActorId]);
export type Players = z.output<typeof Players>;

/** A place in the order of play: 0 plays first. */
export const Seat = z.literal([0, 1]);
export type Seat = z.output<typeof Seat>;

export const seatOf = (players: Players, player: ActorId): Seat => (player === players[0] ? 0 : 1);

export const opponentOf = (players: Players, player: ActorId): ActorId =>
  player === players[0] ? players[1] : players[0];
