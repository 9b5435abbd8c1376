import type { Game, Position, UserId } from '@tic-tac-toe/domain/contracts';
import { ClassicSquares } from './classic-squares.tsx';

export interface BoardProps {
  readonly game: Game;
  readonly me: UserId;
  /** My mark on its way to the server. */
  readonly pending: Position | undefined;
  readonly onMark: (position: Position) => void;
}

export function Board(props: BoardProps) {
  return (
    // Before the game there is nothing to read or to mark on it, and a note may lie on it.
    <div
      inert={props.game.stage === 'WaitingForPlayers'}
      className="aspect-square w-full rounded-3xl border border-line bg-sheet p-[7.142857%] board-squares"
    >
      <ClassicSquares {...props} />
    </div>
  );
}
