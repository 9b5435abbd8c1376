import type {
  Ended,
  Game,
  Position,
  RulesName,
  UserId,
  WaitingForPlayers,
} from '@tic-tac-toe/domain/contracts';
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
import { ResignOffer } from './resign-offer.tsx';
import { SeatOffer } from './seat-offer.tsx';
import { isSeated, opponentIn, playerToMove } from './seats.ts';
import { departures, type Received, storyOf } from './story.ts';
import { TableLayout } from './table-layout.tsx';
import { TurnClock } from './turn-clock.tsx';
import { usePlaceMark } from './use-place-mark.ts';
import { VerdictHeader } from './verdict-header.tsx';
import { verdictOf } from './verdict.ts';
import { WaitingRoom } from './waiting-room.tsx';

/** Without a connection, the page shows what was; what it cannot stop is the server's clock. */
const LAST_SEEN = 'Not live. The clock runs on.';

interface Props {
  readonly game: Game;
  readonly rules: RulesName;
  readonly received: readonly Received[];
}

/** Everything that lies on the table of one game. */
export function Table({ game, rules, received }: Props) {
  const me = useMe();
  const hosts = game.stage === 'WaitingForPlayers' ? [game.host] : [];
  const cast = useCast([...game.players, ...hosts, ...hostsIn(received)]);
  const away = useAway(game.players.filter((player) => player !== me.id));
  const isConnected = useConnection().state === 'fine';
  const { pending, place } = usePlaceMark(game);
  const verdict = verdictOf(game, cast, pending !== undefined);
  const lines = [...storyOf(received, cast, rules), ...departures(game.players, away, cast)];
  useTitle(verdict.tone === 'mine' ? `● ${verdict.headline}` : verdict.headline);

  // Who does not see which of the small boards are lit is told.
  const whereTo = rules === 'ultimate' && verdict.tone === 'mine' && !pending ? ` ${verdict.detail}` : '';

  const opponent = opponentIn(game, me.id);
  const awaySince = opponent && away.get(opponent);
  const awayNote = opponent && awaySince !== undefined && (
    <AwayNote name={cast.aliasOf(opponent)} since={awaySince} />
  );
  const inProgress = game.stage === 'InProgress' ? game : undefined;

  return (
    <>
      <TableLayout
        stage={game.stage}
        status={
          <>
            <VerdictHeader
              verdict={verdict}
              instead={inProgress && (isConnected ? awayNote : LAST_SEEN)}
              clock={inProgress && <TurnClock turn={inProgress} mine={playerToMove(game) === me.id} />}
            />
            <PlayersStrip game={game} cast={cast} away={away} />
          </>
        }
        board={
          <Board
            game={game}
            rules={rules}
            me={me.id}
            pending={pending}
            latest={latestMark(received)}
            onMark={place}
          />
        }
        note={game.stage === 'WaitingForPlayers' && <BeforeTheGame game={game} me={me.id} />}
        next={
          game.stage === 'Ended' ? (
            <AfterTheGame
              game={game}
              rules={rules}
              me={me.id}
              aliasOf={cast.aliasOf}
              hasLeft={awaySince === 'left'}
            />
          ) : (
            inProgress && opponent && <ResignOffer gameId={inProgress.gameId} />
          )
        }
        log={<GameLog game={game} lines={lines} />}
      />
      <p className="sr-only" aria-live="polite">
        {`${lines.at(-1)?.text ?? ''} ${verdict.headline}.${whereTo}`}
      </p>
    </>
  );
}

const hostsIn = (received: readonly Received[]) =>
  received.flatMap(({ event }) => (event.type === 'GameCreated' ? [event.data.host] : []));

function latestMark(received: readonly Received[]): Position | undefined {
  const latest = received.findLast(({ event }) => event.type === 'MarkPlaced')?.event;
  return latest?.type === 'MarkPlaced' ? latest.data : undefined;
}

interface BeforeProps {
  readonly game: WaitingForPlayers;
  readonly me: UserId;
}

function BeforeTheGame({ game, me }: BeforeProps) {
  return isSeated(game, me) ? <WaitingRoom game={game} /> : <SeatOffer game={game} />;
}

interface AfterProps {
  readonly game: Ended;
  readonly rules: RulesName;
  readonly me: UserId;
  readonly aliasOf: (id: UserId) => string;
  /** The opponent has signed out: nobody would accept a rematch. */
  readonly hasLeft: boolean;
}

function AfterTheGame({ game, rules, me, aliasOf, hasLeft }: AfterProps) {
  const opponent = opponentIn(game, me);
  return opponent && !hasLeft ? (
    <PlayAgain opponent={{ id: opponent, alias: aliasOf(opponent) }} rules={rules} />
  ) : (
    <Link to="/" className={buttonStyle({ look: 'primary' })}>
      Back to the lobby
    </Link>
  );
}
