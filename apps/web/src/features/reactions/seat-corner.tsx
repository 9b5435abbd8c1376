import type { Game, UserId } from '@tic-tac-toe/domain/contracts';
import { use } from 'react';
import { Me } from '../session/me.ts';
import { hasReactions } from './has-reactions.ts';
import { ReactionPicker } from './picker.tsx';
import { Sticker } from './sticker.tsx';

interface Props {
  readonly game: Game;
  readonly player: UserId;
}

/** At a seat: what its player says, and at my own, what I say with. */
export function SeatCorner({ game, player }: Props) {
  const isMine = use(Me)?.id === player;
  if (!hasReactions(game)) return null;
  return (
    <>
      {isMine && <ReactionPicker gameId={game.gameId} />}
      <Sticker gameId={game.gameId} player={player} />
    </>
  );
}
