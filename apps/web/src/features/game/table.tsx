import type { Game } from '@tic-tac-toe/domain/contracts';
import { Link } from '@tanstack/react-router';
import { buttonStyle } from '../../ui/button.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { useConnection } from '../connection/use-connection.ts';
import { useCast } from '../players/use-aliases.ts';
import { useAway } from '../presence/use-away.ts';
import { useMe } from '../session/me.ts';
import { AwayNote } from './away-note.tsx';
import { Board } from './board/board.tsx';
import { GameLog } from './game-log.tsx';
import { PlayAgain } from './play-again.tsx';
import { PlayersStrip } from './players-strip.tsx';
import { SeatOffer } from './seat-offer.tsx';
import { isSeated, opponentIn, playerToMove } from './seats.ts';
import { type Received, storyOf } from './story.ts';
import { TurnClock } from './turn-clock.tsx';
import { usePlaceMark } from './use-place-mark.ts';
import { VerdictHeader } from './verdict-header.tsx';
import { verdictOf } from './verdict.ts';
import { WaitingRoom } from './waiting-room.tsx';

/** Without a connection, the page shows what was; what it cannot stop is the server's clock. */
const LAST_SEEN = 'Not live. The clock runs on.';

interface Props {
  readonly game: Game;
  readonly received: readonly Received[];
}

/** Everything that lies on the table of one game. */
export function Table({ game, received }: Props) {
  const me = useMe();
  const hosts = game.stage === 'WaitingForPlayers' ? [game.host] : [];
  const cast = useCast([...game.players, ...hosts, ...hostsIn(received)]);
  const away = useAway(game.players.filter((player) => player !== me.id));
  const isConnected = useConnection().state === 'fine';
  const { pending, place } = usePlaceMark(game);
  const verdict = verdictOf(game, cast, pending !== undefined);
  const lines = storyOf(received, cast);
  useTitle(verdict.tone === 'mine' ? `● ${verdict.headline}` : verdict.headline);

  const opponent = opponentIn(game, me.id);
  const awaySince = opponent && away.get(opponent);
  const awayNote = opponent && awaySince !== undefined && (
    <AwayNote name={cast.aliasOf(opponent)} since={awaySince} />
  );
  const nextStep = <NextStep game={game} me={me.id} aliasOf={cast.aliasOf} />;

  return (
    <div className="grid items-start gap-x-12 gap-y-5 pt-5 sm:pt-8 lg:grid-cols-[minmax(0,38rem)_minmax(0,1fr)]">
      <div className="flex min-w-0 flex-col gap-5 lg:col-start-2 lg:row-start-1">
        <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-4">
          <VerdictHeader
            verdict={verdict}
            instead={game.stage === 'InProgress' && (isConnected ? awayNote : LAST_SEEN)}
          />
          {game.stage === 'InProgress' && <TurnClock turn={game} mine={playerToMove(game) === me.id} />}
        </div>
        <PlayersStrip game={game} cast={cast} isAway={(player) => away.has(player)} />
        {/* Before the game, this is what the page is for; afterwards, the board comes first. */}
        {game.stage === 'WaitingForPlayers' && nextStep}
      </div>
      <div className="mx-auto w-full max-w-[min(38rem,calc(100dvh-7rem))] lg:col-start-1 lg:row-span-3 lg:row-start-1">
        <Board game={game} me={me.id} pending={pending} onMark={place} />
      </div>
      <div className="flex min-w-0 flex-col gap-5 lg:col-start-2">
        {game.stage === 'Ended' && nextStep}
        <GameLog game={game} lines={lines} />
      </div>
      <p className="sr-only" aria-live="polite">
        {`${lines.at(-1)?.text ?? ''} ${verdict.headline}.`}
      </p>
    </div>
  );
}

const hostsIn = (received: readonly Received[]) =>
  received.flatMap(({ event }) => (event.type === 'GameCreated' ? [event.data.host] : []));

interface NextStepProps {
  readonly game: Game;
  readonly me: Game['players'][number];
  readonly aliasOf: (id: Game['players'][number]) => string;
}

/** What there is to do besides marking squares. */
function NextStep({ game, me, aliasOf }: NextStepProps) {
  if (game.stage === 'WaitingForPlayers') {
    return isSeated(game, me) ? <WaitingRoom game={game} /> : <SeatOffer game={game} />;
  }
  if (game.stage === 'InProgress') return null;
  const opponent = opponentIn(game, me);
  return opponent ? (
    <PlayAgain opponent={{ id: opponent, alias: aliasOf(opponent) }} />
  ) : (
    <Link to="/" className={`${buttonStyle({ look: 'primary' })} self-start`}>
      Back to the lobby
    </Link>
  );
}
