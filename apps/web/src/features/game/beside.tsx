import {
  type Ended,
  type Game,
  type InProgress,
  isAgainstComputer,
  rulesFor,
  type UserId,
  type WaitingForPlayers,
} from '@tic-tac-toe/domain/contracts';
import { type RefObject, use } from 'react';
import { Link } from 'wouter';
import { buttonStyle } from '../../ui/button.tsx';
import { AnnouncedReactions } from '../reactions/announced.tsx';
import { Me } from '../session/me.ts';
import { ShareGame } from '../share/share-game.tsx';
import { DrawOffer } from './draw-offer.tsx';
import { gamePath } from './game-path.ts';
import { KeysHelp } from './keys/keys-help.tsx';
import { ResignOffer } from './resign-offer.tsx';
import { isSeated } from './seats.ts';
import { useRematch } from './use-rematch.ts';
import { WaitingRoom } from './waiting-room.tsx';
import { type PlainSentence, t } from '../../languages/t.ts';
import { Watching } from './watching.tsx';

/** As high as a button, whatever is in it. */
const row = 'flex min-h-11 flex-wrap items-center gap-x-2 gap-y-1';

export { Confetti } from './confetti.tsx';
export { SeatCorner } from '../reactions/seat-corner.tsx';
export { ShareLink } from '../share/share-link.tsx';

interface Props {
  readonly game: Game;
  readonly me: UserId | null;
  readonly help: RefObject<HTMLDivElement | null>;
}

/** What there is to do besides playing, and what is to be known before it. */
export default function Beside({ game, me, help }: Props) {
  const isPlayer = isSeated(game, me);
  switch (game.stage) {
    case 'WaitingForPlayers':
      return isPlayer ? <WaitingRoom game={game} /> : <RulesHint game={game} />;
    case 'InProgress':
      return (
        <div className={row}>
          {isPlayer && me !== null && <WhilePlaying game={game} me={me} help={help} />}
          {!isPlayer && <WayOut />}
          <Watching gameId={game.gameId} />
          <AnnouncedReactions gameId={game.gameId} />
        </div>
      );
    case 'Ended':
      return (
        <div className={row}>
          <AfterTheGame game={game} isPlayer={isPlayer && game.players.length === 2} />
          {game.players.length === 2 && <ShareGame game={game} />}
          <Watching gameId={game.gameId} />
          <AnnouncedReactions gameId={game.gameId} />
        </div>
      );
  }
}

/** For who may not know the game that they are asked to. */
const RulesHint = ({ game }: { readonly game: WaitingForPlayers }) =>
  game.rules === 'ultimate' && (
    <p className="text-soft">
      {t('Ultimate: the place that you mark names the board of the reply. Three boards in a row win.')}
    </p>
  );

interface AfterProps {
  readonly game: Ended;
  readonly isPlayer: boolean;
}

function AfterTheGame({ game, isPlayer }: AfterProps) {
  const { rematch } = game;
  const stands = useRematch(game);
  // Until it is known that it leads nowhere, there is a way: nobody waits for an answer that may not come.
  const leads = rematch !== undefined && stands !== 'called off';
  return (
    <>
      {leads && (
        <Link href={gamePath(rematch)} className={buttonStyle({ look: 'primary' })}>
          {t(wayTo(stands === 'over', isPlayer))}
        </Link>
      )}
      <WayOut look={isPlayer || leads ? 'outline' : 'primary'} />
    </>
  );
}

const wayTo = (isOver: boolean, isPlayer: boolean): PlainSentence => {
  if (isOver) return 'See the rematch';
  return isPlayer ? 'Go to the rematch' : 'Watch the rematch';
};

/** For a visitor, who has not been in the lobby, it is the way in. */
function WayOut({ look = 'outline' }: { readonly look?: 'primary' | 'outline' }) {
  const isVisitor = use(Me) === null;
  return (
    <Link to="/" className={buttonStyle({ look })}>
      {isVisitor ? t('Play a game yourself') : t('Back to the lobby')}
    </Link>
  );
}

interface PlayingProps {
  readonly help: RefObject<HTMLDivElement | null>;
  readonly game: InProgress;
  readonly me: UserId;
}

/** The ways to end a game before its end. */
function WhilePlaying({ game, me, help }: PlayingProps) {
  return (
    <>
      {rulesFor(game.board).endsByAgreement && !isAgainstComputer(game) && <DrawOffer game={game} me={me} />}
      <ResignOffer gameId={game.gameId} />
      <KeysHelp ref={help} />
    </>
  );
}
