import {
  type Game,
  isComputer,
  type Position,
  type RulesName,
  type UserId,
} from '@tic-tac-toe/domain/contracts';
import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { afterPaint } from '../../ui/after-paint.ts';
import { createOneSquare, type OneSquare } from './board/one-square.ts';
import type * as Computer from './practice.ts';
import type { Practice } from './practice.ts';
import { canMark, isSeated } from './seats.ts';

/** Before the computer answers, and before the board is empty again after the end. */
const THINKS_MS = 600;
const SHOWN_MS = 2_500;

export interface Practising extends Practice {
  /** What there is to say of it. */
  readonly news: string;
  readonly pressed: OneSquare;
  /** Answers whether it leaves a mark. */
  readonly place: (at: Position) => boolean;
}

/**
 * While somebody waits at a game, its board is live against the computer: in this page alone, so that nothing is to be
 * cleared away when the other comes, and the game begins on the same squares.
 * @returns null where nobody waits here, or before the computer can play
 */
export function usePractice(game: Game, rules: RulesName, me: UserId | null): Practising | null {
  const waiting = game.stage === 'WaitingForPlayers' && isSeated(game, me) ? game : null;
  const computer = useComputer(waiting !== null);
  const [played, setPlayed] = useState<Practice | null>(null);
  const [pressed] = useState(() => createOneSquare());
  const isOn = waiting !== null && computer !== null;

  useEffect(() => {
    if (!isOn || played === null) return;
    const { game: before } = played;
    if (before.stage === 'InProgress' && !isComputer(before.playerId)) return;
    const timer =
      before.stage === 'Ended'
        ? setTimeout(() => setPlayed(null), SHOWN_MS)
        : setTimeout(() => setPlayed(computer.answered(before, Math.random())), THINKS_MS);
    return () => clearTimeout(timer);
  }, [isOn, played, computer]);

  if (!isOn || me === null) return null;
  const practice = played ?? computer.begun(waiting, rules, me);
  return {
    ...practice,
    news: computer.practiceNews(practice, rules),
    pressed,
    place(at) {
      const { game: before } = practice;
      if (pressed.current() || before.stage !== 'InProgress' || !canMark(before, me, at)) return false;
      flushSync(() => pressed.become(at));
      afterPaint(() => {
        setPlayed(computer.marked(before, at));
        pressed.become(undefined);
      });
      return true;
    },
  };
}

/** Loaded by those who wait alone. Where it does not come, they wait as ever. */
function useComputer(isWanted: boolean) {
  const [computer, setComputer] = useState<typeof Computer | null>(null);
  useEffect(() => {
    if (isWanted) import('./practice.ts').then(setComputer, () => {});
  }, [isWanted]);
  return computer;
}
