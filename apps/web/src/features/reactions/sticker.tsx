import type { GameId, UserId } from '@tic-tac-toe/domain/contracts';
import { use } from 'react';
import { Me } from '../session/me.ts';
import { useMuted } from './muted.ts';
import { ReactionIcon } from './reaction-icon.tsx';
import { useShown } from './shown.ts';

interface Props {
  readonly gameId: GameId;
  readonly player: UserId;
}

/** What a player has just sent, on the corner of their seat where the mark is: the name remains to be read. It takes no room and no taps; what it says is announced elsewhere. */
export function Sticker({ gameId, player }: Props) {
  const isMe = use(Me)?.id === player;
  const isMute = useMuted();
  const latest = useShown(gameId).find((shown) => shown.player === player);
  // Who has muted the others still sees what they send themselves.
  if (!latest || (isMute && !isMe)) return null;
  return (
    <span
      key={latest.number}
      data-reaction={latest.reaction}
      className="pointer-events-none absolute -top-3 -start-1.5 flex size-9 rotate-6 items-center justify-center rounded-full border border-edge bg-sheet text-ink shadow-lift motion-safe:transition-transform motion-safe:duration-200 motion-safe:starting:scale-50 [&_svg]:size-5"
    >
      <ReactionIcon reaction={latest.reaction} />
    </span>
  );
}
