import { cellAt, type Position, placeOf } from '@tic-tac-toe/domain/contracts';
import { canMark, markOf, markOfSeat, playerToMove } from '../seats.ts';
import { boardName, placeName } from '../square-names.ts';
import type { BoardProps } from './board.tsx';
import { BoardPaper } from './board-paper.tsx';
import { isAt } from './is-at.ts';
import { type SmallBoardLook, smallBoardsOf, ultimateBoardOf, winningBoardsOf } from './small-boards.ts';
import { LargeMarks, SmallBoardsPaper } from './small-boards-paper.tsx';
import type { SquareContent } from './square.tsx';
import { SquareGrid } from './square-grid.tsx';
import { t } from '../../../languages/t.ts';

/** Nine small boards as one of nine rows: that is how the arrow keys go through it, and how it is read. */
export function UltimateSquares({ game, me, pressed, pending, latest, onMark }: BoardProps) {
  const whole = ultimateBoardOf(game);
  const boards = smallBoardsOf(game);
  const isMine = playerToMove(game) === me && !pending;

  const contentOf = (position: Position): SquareContent => {
    const { board, place } = placeOf(position);
    const small = boards.find(({ at }) => isAt(at, board));
    const cells = whole && cellAt(whole.boards, board);
    const seat = cells && cellAt(cells, place);
    const isPending = isAt(pending, position);
    const mark = seat != null ? markOfSeat(seat) : isPending ? markOf(game, me) : undefined;
    const offered = canMark(game, me, position) && !pending ? markOf(game, me) : undefined;
    return {
      name: `${labelOf(board, small)}, ${placeName(place)}: ${mark ?? t('empty')}${offered ? `, ${t('open to you')}` : ''}`,
      form: position.y * 9 + position.x,
      mark,
      offered,
      pending: isPending,
      fade: small && fadeIn(small),
      highlight: small?.isLit && isMine ? 'over' : undefined,
    };
  };

  return (
    <SquareGrid
      size={9}
      contentOf={contentOf}
      pressed={pressed}
      onMark={onMark}
      under={
        <>
          <BoardPaper line={winningBoardsOf(game)} />
          <SmallBoardsPaper boards={boards} isMine={isMine} />
        </>
      }
      over={<LargeMarks boards={boards} isMine={isMine} latest={pending ?? latest} />}
    />
  );
}

function fadeIn({ winner, isDecided, isFaded }: SmallBoardLook): SquareContent['fade'] {
  if (winner !== null) return 'under';
  return isDecided || isFaded ? 'behind' : undefined;
}

function labelOf(at: Position, small: SmallBoardLook | undefined): string {
  const name = boardName(at);
  const winner = small?.winner ?? null;
  const capital = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  if (winner !== null) return `${capital}, ${t('won by {mark}', { mark: markOfSeat(winner) })}`;
  return small?.isDecided ? `${capital}, ${t('full')}` : capital;
}
