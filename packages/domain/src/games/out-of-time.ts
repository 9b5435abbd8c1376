import { become, type Context, type DataOf, react, TimerPostponed, toInstant } from '../kit/define/index.ts';
import { GameWaitedTooLong, TurnTimeout, WaitingForPlayerPlay } from './events.ts';
import { game, type InProgress, type WaitingForPlayers } from './game.ts';
import { rulesNamed } from './rules/rules.ts';
import { endGame, loseGame } from './turn.ts';

function loseByTime(late: InProgress, _data: unknown, { now }: Context) {
  const end = loseGame(late, late.playerId, 'TURN_TIMEOUT', now);
  return become(end.next, ...end.effects);
}

/** A timer names the turn that it was set for: one that comes too late does nothing. */
export const turnTimeout = react(TurnTimeout, game, {
  find: ({ gameId }) => gameId,
  when: (state, { turn }) => state.stage === 'InProgress' && state.turn === turn,
  stages: { InProgress: loseByTime },
});

function giveUpWaiting(waiting: WaitingForPlayers, _data: unknown, { now }: Context) {
  const end = endGame(
    { ...waiting, board: rulesNamed(waiting.rules ?? 'classic').opening },
    { result: 'ABORTED', winner: null, reason: 'NOBODY_CAME' },
    now,
  );
  return become(end.next, ...end.effects);
}

export const waitedTooLong = react(GameWaitedTooLong, game, {
  find: ({ gameId }) => gameId,
  stages: { WaitingForPlayers: giveUpWaiting },
});

const postponedTurn = ({ event }: DataOf<typeof TimerPostponed>) =>
  event.name === TurnTimeout.name ? TurnTimeout.schema.safeParse(event.data).data : undefined;

function extendTurn(late: InProgress, { due }: DataOf<typeof TimerPostponed>) {
  const { gameId, playerId, turn, timeout } = late;
  const deadline = toInstant(due);
  return become({ ...late, deadline }, WaitingForPlayerPlay({ gameId, playerId, turn, timeout, deadline }));
}

/** After an outage the turn ends later than was said: both players hear the new deadline. */
export const turnPostponed = react(TimerPostponed, game, {
  find: (postponed) => postponedTurn(postponed)?.gameId ?? null,
  when: (state, postponed) => state.stage === 'InProgress' && state.turn === postponedTurn(postponed)?.turn,
  stages: { InProgress: extendTurn },
});
