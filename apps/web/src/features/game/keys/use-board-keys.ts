import { steadyNow } from '@tic-tac-toe/api/client';
import { type Game, isAgainstComputer, type Position, type UserId } from '@tic-tac-toe/domain/contracts';
import { type KeyboardEvent, useState } from 'react';
import { useServerClock } from '../../../api/use-server-clock.ts';
import { countdown } from '../countdown.ts';
import { canMark, nextToMove } from '../seats.ts';
import { boardName } from '../square-names.ts';
import { meantBy } from './number-pad.ts';
import { readingOf } from './reading.ts';
import { t, tn } from '../../../languages/t.ts';

interface Parts {
  readonly game: Game;
  readonly me: UserId | null;
  /** Answers false where the mark of this turn is on its way already. */
  readonly onMark: (position: Position) => boolean | void;
  /** Where the next mark goes, and whose turn it is: what is said on `T` before the time. */
  readonly headline: string;
  readonly onHelp: () => void;
}

/**
 * Keys of the board, which has them while the focus is on it: elsewhere a letter that is typed, or spoken, does nothing.
 * @returns what was asked for, to be read out
 */
export function useBoardKeys({ game, me, onMark, headline, onHelp }: Parts) {
  const difference = useServerClock();
  const [said, setSaid] = useState('');
  const [chosen, setChosen] = useState<{ readonly turn: number; readonly board: Position }>();
  // The same again is said again.
  const say = (text: string) => setSaid((before) => (before === text ? `${text}\u00a0` : text));
  const turn = game.stage === 'InProgress' ? game.turn : 0;

  const readClock = () => {
    // The computer hurries nobody: no clock is shown.
    if (game.stage !== 'InProgress' || isAgainstComputer(game)) return say(headline);
    const { seconds } = countdown(game, steadyNow() + difference);
    say(`${headline}, ${tn(seconds, '{n} second left.', '{n} seconds left.')}`);
  };

  const playDigit = (key: string) => {
    const meant = meantBy(key, game, chosen?.turn === turn ? chosen.board : undefined);
    if (!meant) return;
    if ('board' in meant) {
      setChosen({ turn, board: meant.board });
      return say(t('The {board}. Now the square.', { board: boardName(meant.board) }));
    }
    setChosen(undefined);
    if (canMark(game, me, meant.square)) {
      if (onMark(meant.square) === false) say(t('It is not your turn.'));
    } else if (game.stage === 'InProgress')
      say(nextToMove(game) === me ? t('That square is not open to you.') : t('It is not your turn.'));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const key = event.key.toLowerCase();
    if (key === 'b') say(readingOf(game));
    else if (key === 't') readClock();
    else if (key === '?') onHelp();
    else playDigit(key);
  };

  return { said, onKeyDown };
}
