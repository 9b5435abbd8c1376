import { type Game, type Position, type UserId, cellAt, isClassic } from '@tic-tac-toe/domain/contracts';
import { type KeyboardEvent, useRef, useState } from 'react';
import { canMark, markOf } from '../seats.ts';
import { winningLine } from '../verdict.ts';
import { BoardPaper } from './board-paper.tsx';
import { moveFocus } from './move-focus.ts';
import { Square } from './square.tsx';

interface Props {
  readonly game: Game;
  readonly me: UserId;
  /** My mark on its way to the server. */
  readonly pending: Position | undefined;
  readonly onMark: (position: Position) => void;
}

const lanes = [0, 1, 2];
const isAt = (a: Position | undefined, b: Position): boolean => a?.x === b.x && a.y === b.y;

export function Board({ game, me, pending, onMark }: Props) {
  const squares = useRef(new Map<string, HTMLButtonElement>());
  const [focused, setFocused] = useState<Position>({ x: 1, y: 1 });
  const line = winningLine(game);
  const isWaiting = game.stage === 'WaitingForPlayers';
  const isOver = game.stage === 'Ended';

  const move = (event: KeyboardEvent, from: Position) => {
    const to = moveFocus(from, event.key);
    if (!to) return;
    event.preventDefault();
    squares.current.get(`${to.x},${to.y}`)?.focus();
  };

  return (
    // Before the game there is nothing to read or to mark on it, and a note may lie on it.
    <div
      inert={isWaiting}
      className="aspect-square w-full rounded-3xl border border-line bg-sheet p-[7.142857%] board-squares"
    >
      <div role="grid" aria-label="Board" className="relative grid size-full grid-rows-3">
        <BoardPaper line={line} isWaiting={isWaiting} />
        {lanes.map((y) => (
          <div key={y} role="row" className="grid grid-cols-3">
            {lanes.map((x) => {
              const position = { x, y };
              const player = !isWaiting && isClassic(game.board) ? cellAt(game.board, position) : null;
              const isPending = isAt(pending, position);
              const marker = player ?? (isPending ? me : null);
              return (
                <div key={x} role="gridcell">
                  <Square
                    ref={(square) => {
                      if (square) squares.current.set(`${x},${y}`, square);
                    }}
                    position={position}
                    mark={marker ? markOf(game, marker) : undefined}
                    offered={canMark(game, me, position) && !pending ? markOf(game, me) : undefined}
                    pending={isPending}
                    faded={isOver && !line?.some((square) => isAt(square, position))}
                    tabbable={isAt(focused, position)}
                    onMark={() => onMark(position)}
                    onFocus={() => setFocused(position)}
                    onKeyDown={(event) => move(event, position)}
                  />
                </div>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
