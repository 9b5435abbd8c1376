import type { Game, Position, RulesName, UserId } from '@tic-tac-toe/domain/contracts';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { useKeptFocus } from '../use-kept-focus.ts';
import { ClassicSquares } from './classic-squares.tsx';
import type { OneSquare } from './one-square.ts';
import { UltimateSquares } from './ultimate-squares.tsx';

export interface BoardProps {
  readonly game: Game;
  /** Null for who watches without an alias. */
  readonly me: UserId | null;
  /** Drawn as marked at once, before `pending` says so. */
  readonly pressed: OneSquare;
  /** My mark on its way to the server. */
  readonly pending: Position | undefined;
  /** Where the latest mark was made. */
  readonly latest: Position | undefined;
  readonly onMark: (position: Position) => void;
}

interface Look {
  /** The paper is squared as the board is ruled; its outermost squares are the margin. */
  readonly paper: string;
  readonly Squares: (props: BoardProps) => ReactNode;
}

const looks: Readonly<Record<RulesName, Look>> = {
  classic: { paper: 'board-squares p-[7.142857%]', Squares: ClassicSquares },
  ultimate: { paper: 'board-squares-fine p-[5%]', Squares: UltimateSquares },
};

interface Props extends BoardProps {
  readonly rules: RulesName;
  /** What is played on it while the game waits. */
  readonly practice: Game | undefined;
  /** Pressed while one of its squares has the focus. */
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

export function Board({ rules, practice, onKeyDown, ...props }: Props) {
  const { paper, Squares } = looks[rules];
  const game = practice ?? props.game;
  const board = useRef<HTMLDivElement>(null);
  useKeptFocus(board, props.game, props.me);
  return (
    // Before the game there is nothing to read or to mark on it.
    <div
      ref={board}
      onKeyDown={onKeyDown}
      inert={game.stage === 'WaitingForPlayers'}
      className={`aspect-square w-full rounded-3xl border border-line bg-sheet ${paper}`}
    >
      <Squares {...props} game={game} />
    </div>
  );
}
