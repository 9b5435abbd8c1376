import { evolve, type Game, type GameEvent, isClassic } from '@tic-tac-toe/domain/contracts';
import { MarkIcon } from '#page/ui/mark.tsx';
import { Sheet } from '#page/ui/sheet.tsx';
import type { LoggedEvent } from './api.ts';

/** A game after these events, by the domain's own reducer; null before the first one. */
export function replay(events: readonly LoggedEvent[]): Game | null {
  let game: Game | null = null;
  for (const { type, data } of events) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the log holds what the domain has published
    const event = { type, data } as GameEvent;
    if (event.type === 'GameCreated') game = { stage: 'WaitingForPlayers', players: [], ...event.data };
    else if (game) game = evolve(game, event);
  }
  return game;
}

type Seat = 0 | 1 | null;

/** Who has marked each square, row by row. */
function squaresOf(game: Game): readonly (readonly Seat[])[] {
  if (game.stage === 'WaitingForPlayers') return [0, 1, 2].map(() => [null, null, null]);
  const { board, players } = game;
  if (isClassic(board))
    return board.map((row) => row.map((player) => (player === null ? null : player === players[0] ? 0 : 1)));
  return board.boards.flatMap((row) => [0, 1, 2].map((y) => row.flatMap((small) => small[y] ?? [])));
}

interface Props {
  readonly log: readonly LoggedEvent[];
  /** The position that the game is shown at; null for the newest. */
  readonly upTo: number | null;
  readonly show: (position: number) => void;
  readonly nameOf: (id: string) => string;
}

/** A game at any position of its log. */
export function Replay({ log, upTo, show, nameOf }: Props) {
  const step = upTo === null ? log.length : log.filter(({ position }) => position <= upTo).length;
  const game = replay(log.slice(0, step));
  const last = log[step - 1];
  const squares = game ? squaresOf(game) : [];
  const turn = game?.stage === 'InProgress' ? `, ${nameOf(game.playerId)}’s turn` : '';
  return (
    <Sheet
      title="Game"
      aside={<span className="text-sm text-soft tabular-nums">{`${step} of ${log.length}`}</span>}
    >
      <div className="grid gap-3 px-5 pb-5">
        <div
          role="img"
          aria-label={`Board: ${squares.map((row) => row.map((seat) => (seat === null ? '.' : 'XO'[seat])).join('')).join(' ')}`}
          className="board-squares mx-auto grid aspect-square w-full max-w-72 rounded-3xl border border-line bg-sheet p-[7.142857%]"
          style={{ gridTemplateColumns: `repeat(${squares.length || 3}, minmax(0, 1fr))` }}
        >
          {squares.flatMap((row, y) =>
            row.map((seat, x) => (
              <span key={`${x} ${y}`} className="grid aspect-square place-items-center border border-edge">
                {seat !== null && <MarkIcon mark={seat === 0 ? 'X' : 'O'} className="size-3/4" />}
              </span>
            )),
          )}
        </div>
        <input
          type="range"
          aria-label="Position"
          aria-valuetext={`position ${last?.position ?? 0}`}
          min={0}
          max={log.length}
          value={step}
          onChange={({ currentTarget }) => show(log[currentTarget.valueAsNumber - 1]?.position ?? 0)}
          className="h-11 w-full accent-ink"
        />
        <p className="text-sm" aria-live="polite">
          {last ? `${last.position}: ${last.type}. ${game?.stage ?? 'No game'}${turn}.` : 'Before the game.'}
        </p>
      </div>
    </Sheet>
  );
}
