import type { WaitingForPlayers } from '@tic-tac-toe/domain/contracts';
import { toMilliseconds } from '@tic-tac-toe/domain/contracts';
import { lazy, Suspense } from 'react';
import { useNow } from '../../ui/use-now.ts';
import { useServerClock } from '../../api/use-server-clock.ts';
import { type Outgoing, useOutgoing } from '../invitations/outgoing.ts';
import { clockText } from './countdown.ts';
import { type Sentence, t } from '../../languages/t.ts';
import { tx } from '../../languages/tx.tsx';

const QrCode = lazy(() => import('../../ui/qr-code.tsx'));

const said = {
  waiting: '{name} is invited. Waiting for an answer…',
  declined: '{name} declined. The seat is still free for somebody else.',
} as const satisfies Record<Outgoing['state'], Sentence>;

/** For the player who sits there first: what became of the invitation, and how long the game waits. */
export function WaitingRoom({ game }: { readonly game: WaitingForPlayers }) {
  const outgoing = useOutgoing(game.gameId);
  return (
    <div className="flex flex-col gap-2">
      <ul aria-live="polite" className="flex flex-col gap-2 empty:hidden">
        {outgoing.map(({ guest, state }) => (
          <li key={guest.id} className="text-lg leading-snug">
            {tx(said[state], {
              name: (
                <bdi translate="no" className="font-bold">
                  {guest.alias}
                </bdi>
              ),
            })}
          </li>
        ))}
      </ul>
      <ExpiryNote game={game} />
      <div className="mt-2 flex flex-wrap items-center gap-4">
        <div className="aspect-square w-36 max-w-full shrink-0">
          <Suspense>
            <QrCode text={window.location.href} label={t('The link to this game, as a QR code')} />
          </Suspense>
        </div>
        <p className="min-w-0 flex-1 basis-32 text-[0.9375rem] text-soft">
          {t('Somebody beside you scans it, and sits down.')}
        </p>
      </div>
    </div>
  );
}

function ExpiryNote({ game }: { readonly game: WaitingForPlayers }) {
  const now = useNow(1000) + useServerClock();
  const seconds = Math.max(0, Math.ceil((toMilliseconds(game.expiresAt) - now) / 1000));
  return (
    <p className="text-[0.9375rem] text-soft">
      {tx('The game waits {time} longer. You may leave this page: your seat is kept.', {
        time: (
          <span translate="no" className="tabular-nums">
            {clockText(seconds)}
          </span>
        ),
      })}
    </p>
  );
}
