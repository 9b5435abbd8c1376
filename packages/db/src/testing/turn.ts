import type { Commit } from '@tic-tac-toe/domain/kit';
import { commitOf, draft, gameOf, put, receiptOf, timerOf } from './drafts.ts';

/** The game that a killed process plays. */
export const KILLED_GAME = 'killed';
export const EVENTS_PER_TURN = 3;

/** One turn, with rows for each table, all of which contain `version`. */
export const turn = (version: number): Commit =>
  commitOf({
    states: [put(KILLED_GAME, version, { ...gameOf(`player ${version}`), version: version + 1 })],
    events: Array.from({ length: EVENTS_PER_TURN }, (_, sequence) =>
      draft({ topic: `games/${KILLED_GAME}`, data: { version: version + 1 }, sequence: sequence + 1 }),
    ),
    timers: [{ set: timerOf(KILLED_GAME, version + 1) }],
    receipts: [receiptOf(`turn ${version + 1}`, EVENTS_PER_TURN)],
  });
