import { steadyNow } from '@tic-tac-toe/api/client';
import { type InProgress, isPlayedByBoth, toMilliseconds } from '@tic-tac-toe/domain/contracts';
import { type ReactNode, useState } from 'react';
import { trpc } from '../../api/trpc.ts';
import { useServerClock } from '../../api/use-server-clock.ts';
import { Button } from '../../ui/button.tsx';
import { notify } from '../../ui/notices.tsx';
import { useNow } from '../../ui/use-now.ts';
import { useSettled } from '../../ui/use-settled.ts';
import type { AwaySince } from '../presence/away.ts';
import { sentenceFor } from '../problems/problems.ts';
import { AwayNote } from './away-note.tsx';
import { t } from '../../languages/t.ts';

/** As the server counts, which decides. */
const AWAY_MS = 8_000;
const LOOKED_AT_EVERY_MS = 500;

interface Props {
  readonly name: string;
  readonly game: InProgress;
  readonly since: AwaySince;
  /** What is said until the win may be claimed. */
  readonly meanwhile: ReactNode;
}

/** An opponent who is away in their own turn: once that is long enough, the win may be claimed, or the game be called off, until they are back. */
export default function AwayInTurn({ name, game, since, meanwhile }: Props) {
  const [seenSince] = useState(steadyNow);
  const now = useNow(LOOKED_AT_EVERY_MS);
  const turnBegan = toMilliseconds(game.deadline) - game.timeout - useServerClock();
  const away = typeof since === 'number' ? since : seenSince;
  if (now - Math.max(away, turnBegan) < AWAY_MS) return meanwhile;
  return (
    // In the line that the note has alone until then: the board stays where it is.
    <span className="flex items-center justify-between gap-3">
      <AwayNote name={name} since={since === 'left' ? since : null} isShort />
      <Claim game={game} />
    </span>
  );
}

/** Before both have made a mark there is no win: what a claim comes to then is said before it is made. */
function Claim({ game }: Pick<Props, 'game'>) {
  const { gameId, playerId } = game;
  const isWin = isPlayedByBoth(game);
  const claim = trpc.users.claimWin.useMutation({ onError: (error) => notify(sentenceFor(error)) });
  const isSettled = useSettled();
  return (
    <span
      className={`mt-1 -mb-6 shrink-0 sm:mt-1.5 beside:mt-2 beside:mb-0 ${isSettled ? '' : 'pointer-events-none'}`}
    >
      {/* Busy until the news of the end is here, which takes this button away. */}
      <Button
        look="primary"
        busy={claim.isPending || claim.isSuccess}
        busyText={t(isWin ? 'Claiming…' : 'Calling off…')}
        onClick={() => claim.mutate({ gameId, from: playerId })}
      >
        {t(isWin ? 'Claim the win' : 'Call off')}
      </Button>
    </span>
  );
}
