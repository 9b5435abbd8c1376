import type { Game, Position, RulesName, UserId } from '@tic-tac-toe/domain/contracts';
import { isUntouched, useSettled } from '../../ui/use-settled.ts';
import { usePlaceMark } from './use-place-mark.ts';
import { usePractice } from './use-practice.ts';

const tooEarly = (_at: Position): void => {};

const always = (): boolean => true;

/**
 * What a mark does: in the game, and against the computer while that waits for its players. For half a second after the one has
 * given way to the other it does nothing: a tap, or a key, was meant for what lay there a moment ago. Where the page begins with
 * it, nothing did; what comes with another page takes no tap, but the focus has to go there first.
 */
export function useMarking(game: Game, rules: RulesName, me: UserId | null) {
  const { pressed, pending, place } = usePlaceMark(game);
  const practice = usePractice(game, rules, me);
  const isSettled = useSettled(game.stage, isUntouched);
  const isSame = useSettled(game.stage, always);
  return {
    pressed: practice?.pressed ?? pressed,
    pending,
    practice,
    isSettled,
    mark: isSame ? (practice?.place ?? place) : tooEarly,
  };
}
