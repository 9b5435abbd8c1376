import { isComputer, type RulesName } from '@tic-tac-toe/domain/contracts';
import type { Practice } from './practice.ts';
import { placeName, ultimateSquareName } from './square-names.ts';
import { t } from '../../languages/t.ts';

const names: Readonly<Record<RulesName, typeof placeName>> = {
  classic: placeName,
  ultimate: ultimateSquareName,
};

/** What the board is good for while one waits, and then how it stands there: in a few words, in one line on most phones. */
export function practiceNews({ game, latest }: Practice, rules: RulesName): string {
  if (game.stage === 'Ended') {
    if (game.winner === null) return t('A draw with the computer.');
    return isComputer(game.winner) ? t('The computer wins this one.') : t('You win this one.');
  }
  if (!latest) return t('Meanwhile, play the computer.');
  return isComputer(game.playerId)
    ? t('The computer thinks.')
    : t('The computer: {square}.', { square: names[rules](latest) });
}
