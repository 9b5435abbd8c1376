import type { ReactNode } from 'react';

interface Props {
  /** How the game stands, and who plays. */
  readonly status: ReactNode;
  readonly board: ReactNode;
  /** What lies over the board, without being in the way. */
  readonly over?: ReactNode;
  /** What there is to do after the game, and beside playing it, and what is to be known before it. */
  readonly next: ReactNode;
  readonly log: ReactNode;
  /** What lies there has done so for long enough to be tapped. */
  readonly isSettled: boolean;
}

/**
 * The board beside all else where that is how it can be seen at once, as on a phone held sideways, and under the
 * status elsewhere. It is as large as what is left of the screen beside the header and that. It stays where it is from
 * before the opponent comes to the end.
 */
export function TableLayout({ status, board, over, next, log, isSettled }: Props) {
  return (
    <div
      className={`grid grid-cols-1 items-start gap-x-6 pt-5 sm:pt-8 beside:grid-cols-[auto_minmax(0,1fr)] beside:grid-rows-[auto_auto_1fr] beside:max-lg:pt-3 lg:gap-x-12 ${isSettled ? '' : 'pointer-events-none'}`}
    >
      <div className="col-start-1 flex min-w-0 flex-col gap-3 pb-5 sm:gap-5 beside:col-start-2 beside:row-start-1">
        {status}
      </div>
      <div className="relative col-start-1 row-start-2 mx-auto w-full max-w-[clamp(16rem,100dvh-17.5rem,46rem)] sm:max-w-[clamp(16rem,100dvh-20rem,46rem)] beside:row-span-3 beside:row-start-1 beside:max-w-none beside:w-[min(46rem,100dvh-7rem,60vw)] beside:max-lg:w-[min(100dvh-5.5rem,55vw)]">
        {board}
        {over}
      </div>
      {next && (
        <div className="col-start-1 row-start-3 min-w-0 pt-5 beside:col-start-2 beside:row-start-2 beside:pt-0 beside:pb-5">
          {next}
        </div>
      )}
      <div className="col-start-1 row-start-4 min-w-0 pt-5 beside:col-start-2 beside:row-start-3 beside:pt-0">
        {log}
      </div>
    </div>
  );
}
