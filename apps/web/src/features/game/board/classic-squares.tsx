import { type Position, cellAt, isClassic } from '@tic-tac-toe/domain/contracts';
import { canMark, markOf } from '../seats.ts';
import { squareName } from '../square-names.ts';
import { winningLine } from '../verdict.ts';
import type { BoardProps } from './board.tsx';
import { BoardPaper } from './board-paper.tsx';
import { isAt } from './is-at.ts';
import { LatestMark } from './latest-mark.tsx';
import type { SquareContent } from './square.tsx';
import { SquareGrid } from './square-grid.tsx';
import { t } from '../../../languages/t.ts';

export function ClassicSquares({ game, me, pressed, pending, latest, onMark }: BoardProps) {
  const line = winningLine(game);
  const framed = line ? undefined : (pending ?? latest);
  const isWaiting = game.stage === 'WaitingForPlayers';

  const contentOf = (position: Position): SquareContent => {
    const player = !isWaiting && isClassic(game.board) ? cellAt(game.board, position) : null;
    const isPending = isAt(pending, position);
    const isInLine = line?.some((square) => isAt(square, position)) ?? false;
    const marker = player ?? (isPending ? me : null);
    const mark = marker ? markOf(game, marker) : undefined;
    return {
      name: `${squareName(position)}, ${mark ?? t('empty')}`,
      form: position.y * 3 + position.x,
      mark,
      offered: canMark(game, me, position) && !pending ? markOf(game, me) : undefined,
      pending: isPending,
      fade: line && !isInLine ? 'behind' : undefined,
      highlight: isInLine ? 'along' : undefined,
    };
  };

  return (
    <SquareGrid
      size={3}
      contentOf={contentOf}
      pressed={pressed}
      onMark={onMark}
      under={
        <>
          <BoardPaper line={line} />
          {framed && (
            <svg viewBox="0 0 300 300" className="absolute inset-0 size-full" aria-hidden>
              <LatestMark at={framed} size={100} width={0.8} />
            </svg>
          )}
        </>
      }
    />
  );
}
