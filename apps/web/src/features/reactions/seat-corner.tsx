import { type Game, isAgainstComputer, type UserId } from '@tic-tac-toe/domain/contracts';
import { use } from 'react';
import { Me } from '../session/me.ts';
import { ReactionPicker } from './picker.tsx';
import { Sticker } from './sticker.tsx';

interface Props {
  readonly game: Game;
  readonly player: UserId;
}

/** At a seat: what its player says, and at my own, what I say with. To the computer there is nothing to be said. */
export function SeatCorner({ game, player }: Props) {
  const isMine = use(Me)?.id === player;
  if (game.players.length < 2 || isAgainstComputer(game)) return null;
  return (
    <>
      {isMine && <ReactionPicker gameId={game.gameId} />}
      <Sticker gameId={game.gameId} player={player} />
    </>
  );
}
