import {
  type Game,
  isAgainstComputer,
  isComputer,
  type RulesName,
  type UserId,
  type WaitingForPlayers,
} from '@tic-tac-toe/domain/contracts';
import { type ComponentProps, lazy, memo, Suspense, use, useEffect, useMemo, useRef } from 'react';
import { useTitle } from '../../ui/use-title.ts';
import { useConnection } from '../connection/use-connection.ts';
import { useGameAlerts } from '../alerts/use-game-alerts.ts';
import type { Cast } from '../players/cast.ts';
import { useCast } from '../players/use-aliases.ts';
import { type AwaySince, awayIn, isCalling, type Watch } from '../presence/away.ts';
import { useAway } from '../presence/use-away.ts';
import { LookBack } from '../review/look-back.tsx';
import { ReviewedBoard } from '../review/reviewed-board.tsx';
import { Me } from '../session/me.ts';
import { useIsSigningIn } from '../session/use-session.ts';
import type AwayWithClaim from './away-in-turn.tsx';
import { AwayNote } from './away-note.tsx';
import { CallOff } from './call-off.tsx';
import { Celebration } from './celebration.tsx';
import { useBoardKeys } from './keys/use-board-keys.ts';
import { GameLog } from './game-log.tsx';
import { useToldTabs } from './games-in-tabs.ts';
import { Beside, loadBeside, ShareLink } from './later.ts';
import { PlayersStrip } from './players-strip.tsx';
import { RematchToggle, useGoOn } from './rematch-toggle.tsx';
import { SeatOffer } from './seat-offer.tsx';
import { isSeated, lastMarkIn, opponentIn, playerToMove } from './seats.ts';
import { departures, type Received, storyOf } from './story.ts';
import { TableLayout } from './table-layout.tsx';
import { TurnClock } from './turn-clock.tsx';
import { useMarking } from './use-marking.ts';
import { useRematch } from './use-rematch.ts';
import { useResultInView } from './use-result-in-view.ts';
import { VerdictHeader } from './verdict-header.tsx';
import { isAskedForDraw, isAskedForRematch, type Verdict, verdictOf } from './verdict.ts';
import { type PlainSentence, t } from '../../languages/t.ts';

/** Without a connection, the page shows what was; what it cannot stop is the server's clock. */
const LAST_SEEN = 'Not live. The clock runs on.' satisfies PlainSentence;

// Needed where an opponent goes away. Where it cannot be had, the page says so as it does out of their turn.
const AwayInTurn = lazy<typeof AwayWithClaim>(() =>
  import('./away-in-turn.tsx').catch(() => ({ default: ({ meanwhile }) => meanwhile })),
);

interface Props {
  readonly game: Game;
  readonly rules: RulesName;
  readonly received: readonly Received[];
}

/** Everything that lies on the table of one game. */
export function Table({ game, rules, received }: Props) {
  const me = use(Me)?.id ?? null;
  const hosts = hostOf(game);
  const cast = useCast([...game.players, ...hosts, ...hostsIn(received)]);
  const { presence, away } = useOthersPresence(game, me);
  const { pressed, pending, practice, isSettled, mark } = useMarking(game, rules, me);
  const rematch = useRematch(game);
  const verdict = verdictOf(game, cast, { isSending: pending !== undefined, rematch });
  const lines = [...storyOf(received, cast, rules), ...departures(game.players, away, cast)];
  useTitle(titleOf(verdict, isAskedForDraw(game, me) || (isAskedForRematch(game, me) && away.size === 0)));

  // Who does not see which of the small boards are lit is told.
  const whereTo = rules === 'ultimate' && verdict.tone === 'mine' && !pending ? ` ${verdict.detail}` : '';

  useGameAlerts(game, me, verdict.headline);
  useToldTabs(game, me);
  useResultInView(game);

  const help = useRef<HTMLDivElement>(null);
  const keys = useBoardKeys({
    game: practice?.game ?? game,
    me,
    onMark: mark,
    headline: verdict.headline,
    onHelp: () => help.current?.showPopover(),
  });
  const isPlayer = isSeated(game, me);
  useGoOn(game.stage === 'Ended' ? game.rematch : undefined, isPlayer);

  return (
    <>
      <TableLayout
        isSettled={isSettled}
        status={
          <Status
            game={game}
            cast={cast}
            presence={presence}
            away={away}
            verdict={verdict}
            practice={practice?.news ?? null}
          />
        }
        board={
          <ReviewedBoard
            game={game}
            received={received}
            practice={practice}
            rules={rules}
            me={me}
            pressed={pressed}
            pending={pending}
            onMark={mark}
            onKeyDown={keys.onKeyDown}
          />
        }
        over={<Celebration game={game} me={me} />}
        next={<BesideTheBoard game={game} me={me} help={help} />}
        log={
          <div className="flex flex-col gap-5">
            <LookBack game={game} rules={rules} received={received} cast={cast} />
            <GameLog game={game} lines={lines} />
          </div>
        }
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

/** Who of the others is here, and who of them is away. The computer never is. */
function useOthersPresence(game: Game, me: UserId | null) {
  const others = game.players.filter((player) => player !== me && !isComputer(player));
  const presence = useAway(others, game.stage === 'WaitingForPlayers' ? undefined : lastMarkIn(game));
  return { presence, away: useMemo(() => awayIn(presence), [presence]) };
}

/** What there is to do besides playing. It is the same while a mark is on its way. */
const BesideTheBoard = memo(function BesideTheBoard(props: ComponentProps<typeof Beside>) {
  useEffect(() => void loadBeside().catch(() => undefined), []);
  return (
    <Suspense fallback={<div className="h-11" />}>
      <Beside {...props} />
    </Suspense>
  );
});

/** A dot says that something is to be done. */
function titleOf({ headline, detail, tone }: Verdict, isAsked: boolean): string {
  if (isAsked) return `● ${detail.replace(/\.$/, '')}`;
  return tone === 'mine' ? `● ${headline}` : headline;
}

interface StatusProps {
  readonly game: Game;
  readonly cast: Cast;
  readonly presence: Watch;
  readonly away: ReadonlyMap<UserId, AwaySince>;
  readonly verdict: Verdict;
  /** What there is to say of the game against the computer that is played meanwhile. */
  readonly practice: string | null;
}

/** How the game stands, who plays, and in the place of the clock what comes before and after it. */
function Status({ game, cast, presence, away, verdict, practice }: StatusProps) {
  const isConnected = useConnection().state === 'fine';
  const opponent = opponentIn(game, cast.me);
  const since = opponent && away.get(opponent);
  const isWaitedFor = opponent !== undefined && playerToMove(game) === opponent;
  const awayNote = opponent && (since !== undefined || (isWaitedFor && isCalling(presence, opponent))) && (
    <AwayOpponent game={game} isWaitedFor={isWaitedFor} name={cast.aliasOf(opponent)} since={since}>
      {verdict.detail}
    </AwayOpponent>
  );
  const isSigningIn = useIsSigningIn();
  const lost = game.stage === 'InProgress' && !isConnected && t(LAST_SEEN);
  const canGoOn = opponent !== undefined && since !== 'left';
  return (
    <>
      <VerdictHeader
        verdict={verdict}
        isAsked={isAskedForDraw(game, cast.me) || isAskedForRematch(game, cast.me)}
        instead={lost || (isSigningIn && t('Sitting down…')) || (awayNote ?? practice)}
        clock={<ClockPlace game={game} me={cast.me} canGoOn={canGoOn} />}
      />
      {game.stage === 'WaitingForPlayers' ? (
        <BeforeTheGame game={game} me={cast.me} />
      ) : (
        <PlayersStrip game={game} cast={cast} away={away} />
      )}
    </>
  );
}

interface AwayOpponentProps {
  readonly game: Game;
  /** It is their turn. */
  readonly isWaitedFor: boolean;
  readonly name: string;
  /** Undefined for who calls: they are away only where they are waited for, and for long. */
  readonly since: AwaySince | undefined;
  /** What there is to say as long as they are not. */
  readonly children: string;
}

function AwayOpponent({ game, isWaitedFor, name, since, children }: AwayOpponentProps) {
  const note =
    since === undefined ? (
      <span>{children}</span>
    ) : (
      // After the end nobody waits for a move: who is away has gone.
      <AwayNote name={name} since={game.stage === 'Ended' ? 'left' : since} />
    );
  if (game.stage !== 'InProgress' || !isWaitedFor) return note;
  return (
    <Suspense fallback={note}>
      <AwayInTurn key={game.turn} name={name} game={game} since={since ?? null} meanwhile={note} />
    </Suspense>
  );
}

interface ClockPlaceProps {
  readonly game: Game;
  readonly me: UserId | null;
  /** The opponent has not left. */
  readonly canGoOn: boolean;
}

/** The clock, and what there is to do while none runs. */
function ClockPlace({ game, me, canGoOn }: ClockPlaceProps) {
  switch (game.stage) {
    case 'WaitingForPlayers':
      return game.host === me && <CallOff gameId={game.gameId} />;
    case 'InProgress':
      // The computer hurries nobody.
      return !isAgainstComputer(game) && <TurnClock turn={game} mine={playerToMove(game) === me} />;
    case 'Ended':
      return me !== null && canGoOn && game.rematch === undefined && <RematchToggle game={game} me={me} />;
  }
}

/** Whose game it is while it waits, or who has called it off. */
const hostOf = (game: Game): readonly UserId[] => {
  if (game.stage === 'WaitingForPlayers') return [game.host];
  return game.stage === 'Ended' && game.cancelledBy !== undefined ? [game.cancelledBy] : [];
};

const hostsIn = (received: readonly Received[]) =>
  received.flatMap(({ event }) => (event.type === 'GameCreated' ? [event.data.host] : []));

interface BeforeProps {
  readonly game: WaitingForPlayers;
  readonly me: UserId | null;
}

/** In the place of the players, as high as they are: the board stays where it is when they come. */
function BeforeTheGame({ game, me }: BeforeProps) {
  if (!isSeated(game, me)) return <SeatOffer game={game} />;
  return (
    <Suspense fallback={<div className="h-16" />}>
      <ShareLink />
    </Suspense>
  );
}
