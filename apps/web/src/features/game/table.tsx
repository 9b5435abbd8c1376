import {
  type Ended,
  type Game,
  type InProgress,
  type Position,
  rulesFor,
  type RulesName,
  type UserId,
  type WaitingForPlayers,
} from '@tic-tac-toe/domain/contracts';
import { type RefObject, useRef } from 'react';
import { Link } from 'wouter';
import { buttonStyle } from '../../ui/button.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { useConnection } from '../connection/use-connection.ts';
import type { Cast } from '../players/cast.ts';
import { useCast } from '../players/use-aliases.ts';
import type { AwaySince } from '../presence/away.ts';
import { useAway } from '../presence/use-away.ts';
import { useMe } from '../session/me.ts';
import { AwayNote } from './away-note.tsx';
import { Board } from './board/board.tsx';
import { CallOff } from './call-off.tsx';
import { AwayInTurn } from './away-in-turn.tsx';
import { DrawOffer } from './draw-offer.tsx';
import { KeysHelp } from './keys/keys-help.tsx';
import { useBoardKeys } from './keys/use-board-keys.ts';
import { GameLog } from './game-log.tsx';
import { gamePath } from './game-path.ts';
import { PlayersStrip } from './players-strip.tsx';
import { RematchToggle, useGoOn } from './rematch-toggle.tsx';
import { ResignOffer } from './resign-offer.tsx';
import { SeatOffer } from './seat-offer.tsx';
import { isSeated, opponentIn, playerToMove } from './seats.ts';
import { departures, type Received, storyOf } from './story.ts';
import { TableLayout } from './table-layout.tsx';
import { TurnClock } from './turn-clock.tsx';
import { usePlaceMark } from './use-place-mark.ts';
import { VerdictHeader } from './verdict-header.tsx';
import { isAskedForDraw, isAskedForRematch, type Verdict, verdictOf } from './verdict.ts';
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
  const hosts = hostOf(game);
  const cast = useCast([...game.players, ...hosts, ...hostsIn(received)]);
  const away = useAway(game.players.filter((player) => player !== me.id));
  const { pending, place } = usePlaceMark(game);
  const verdict = verdictOf(game, cast, pending !== undefined);
  const lines = [...storyOf(received, cast, rules), ...departures(game.players, away, cast)];
  useTitle(
    titleOf(verdict, isAskedForDraw(game, me.id) || (isAskedForRematch(game, me.id) && away.size === 0)),
  );

  // Who does not see which of the small boards are lit is told.
  const whereTo = rules === 'ultimate' && verdict.tone === 'mine' && !pending ? ` ${verdict.detail}` : '';

  const help = useRef<HTMLDivElement>(null);
  const keys = useBoardKeys({
    game,
    me: me.id,
    onMark: place,
    headline: verdict.headline,
    onHelp: () => help.current?.showPopover(),
  });
  const isPlayer = isSeated(game, me.id);
  const rematch = game.stage === 'Ended' ? game.rematch : undefined;
  useGoOn(rematch, isPlayer);

  return (
    <>
      <TableLayout
        stage={game.stage}
        status={<Status game={game} cast={cast} away={away} verdict={verdict} />}
        board={
          <Board
            game={game}
            rules={rules}
            me={me.id}
            pending={pending}
            latest={latestMark(received)}
            onMark={place}
            onKeyDown={keys.onKeyDown}
          />
        }
        note={game.stage === 'WaitingForPlayers' && <BeforeTheGame game={game} me={me.id} />}
        next={
          game.stage === 'Ended' ? (
            <AfterTheGame rematch={rematch} isPlayer={isPlayer && game.players.length === 2} />
          ) : (
            game.stage === 'InProgress' && isPlayer && <WhilePlaying game={game} me={me.id} help={help} />
          )
        }
        log={<GameLog game={game} lines={lines} />}
      />
      {/* What was asked for by a key. */}
      <p className="sr-only" role="status">
        {keys.said}
      </p>
      <p className="sr-only" aria-live="polite">
        {cast.isComplete ? `${lines.at(-1)?.text ?? ''} ${verdict.headline}.${whereTo}` : ''}
      </p>
    </>
  );
}

/** A dot says that something is to be done. */
function titleOf({ headline, detail, tone }: Verdict, isAsked: boolean): string {
  if (isAsked) return `● ${detail.replace(/\.$/, '')}`;
  return tone === 'mine' ? `● ${headline}` : headline;
}

interface StatusProps {
  readonly game: Game;
  readonly cast: Cast;
  readonly away: ReadonlyMap<UserId, AwaySince>;
  readonly verdict: Verdict;
}

/** How the game stands, who plays, and in the place of the clock what comes before and after it. */
function Status({ game, cast, away, verdict }: StatusProps) {
  const isConnected = useConnection().state === 'fine';
  const opponent = opponentIn(game, cast.me);
  const since = opponent && away.get(opponent);
  const awayNote = opponent && since !== undefined && (
    <AwayOpponent game={game} opponent={opponent} name={cast.aliasOf(opponent)} since={since} />
  );
  const canGoOn = opponent !== undefined && since !== 'left';
  return (
    <>
      <VerdictHeader
        verdict={verdict}
        isAsked={isAskedForDraw(game, cast.me) || isAskedForRematch(game, cast.me)}
        instead={game.stage === 'InProgress' && !isConnected ? LAST_SEEN : awayNote}
        clock={<ClockPlace game={game} me={cast.me} canGoOn={canGoOn} />}
      />
      <PlayersStrip game={game} cast={cast} away={away} />
    </>
  );
}

interface AwayOpponentProps {
  readonly game: Game;
  readonly opponent: UserId;
  readonly name: string;
  readonly since: AwaySince;
}

function AwayOpponent({ game, opponent, name, since }: AwayOpponentProps) {
  // After the end nobody waits for a move: who is away has gone.
  if (game.stage === 'Ended') return <AwayNote name={name} since="left" />;
  return game.stage === 'InProgress' && playerToMove(game) === opponent ? (
    <AwayInTurn key={game.turn} name={name} game={game} since={since} />
  ) : (
    <AwayNote name={name} since={since} />
  );
}

interface ClockPlaceProps {
  readonly game: Game;
  readonly me: UserId;
  /** The opponent has not left. */
  readonly canGoOn: boolean;
}

/** The clock, and what there is to do while none runs. */
function ClockPlace({ game, me, canGoOn }: ClockPlaceProps) {
  switch (game.stage) {
    case 'WaitingForPlayers':
      return game.host === me && <CallOff gameId={game.gameId} />;
    case 'InProgress':
      return <TurnClock turn={game} mine={playerToMove(game) === me} />;
    case 'Ended':
      return canGoOn && game.rematch === undefined && <RematchToggle game={game} me={me} />;
  }
}

/** Whose game it is while it waits, or who has called it off. */
const hostOf = (game: Game): readonly UserId[] => {
  if (game.stage === 'WaitingForPlayers') return [game.host];
  return game.stage === 'Ended' && game.cancelledBy !== undefined ? [game.cancelledBy] : [];
};

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

interface WhilePlayingProps {
  readonly help: RefObject<HTMLDivElement | null>;
  readonly game: InProgress;
  readonly me: UserId;
}

/** The ways to end a game before its end. */
function WhilePlaying({ game, me, help }: WhilePlayingProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <ResignOffer gameId={game.gameId} />
      {rulesFor(game.board).endsByAgreement && <DrawOffer game={game} me={me} />}
      <KeysHelp ref={help} />
    </div>
  );
}

interface AfterProps {
  readonly rematch: Ended['rematch'];
  readonly isPlayer: boolean;
}

function AfterTheGame({ rematch, isPlayer }: AfterProps) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      {rematch !== undefined && (
        <Link href={gamePath(rematch)} className={buttonStyle({ look: 'primary' })}>
          {isPlayer ? 'Go to the rematch' : 'Watch the rematch'}
        </Link>
      )}
      <Link
        to="/"
        className={buttonStyle({ look: isPlayer || rematch !== undefined ? 'outline' : 'primary' })}
      >
        Back to the lobby
      </Link>
    </div>
  );
}
