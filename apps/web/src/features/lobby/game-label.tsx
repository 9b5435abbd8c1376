import { type Game, type WaitingForPlayers, rulesOf, toMilliseconds } from '@tic-tac-toe/domain/contracts';
import { useNow } from '../../ui/use-now.ts';
import { useServerClock } from '../../api/use-server-clock.ts';
import { clockText } from '../game/countdown.ts';
import { spokenLanguage, t } from '../../languages/t.ts';
import { tx } from '../../languages/tx.tsx';

/** What tells a game from my others: its rules, and whom it is against or, as long as that is nobody, when it was opened. */
export function GameLabel({
  game,
  opponent,
}: {
  readonly game: Game;
  readonly opponent: string | undefined;
}) {
  if (game.stage === 'WaitingForPlayers') return <Opened game={game} />;
  if (opponent === undefined) return <span>{t('Without an opponent')}</span>;
  return (
    <span title={opponent} className="block truncate">
      {tx(rulesOf(game) === 'ultimate' ? 'Ultimate against {name}' : 'Against {name}', {
        name: <bdi translate="no">{opponent}</bdi>,
      })}
    </span>
  );
}

const timeOfDay = () => new Intl.DateTimeFormat(spokenLanguage(), { timeStyle: 'short' });

/** By this computer's clock, and how long the game waits: several are easily opened in one minute. */
function Opened({ game }: { readonly game: WaitingForPlayers }) {
  const now = useNow(1000) + useServerClock();
  // eslint-disable-next-line no-restricted-properties -- The time of day, as the clock shows it that the player looks at.
  const openedAt = Date.now() - (now - toMilliseconds(game.createdAt));
  const left = toMilliseconds(game.expiresAt) - now;
  return (
    <>
      <span>{`${t(game.rules === 'ultimate' ? 'Ultimate, opened at {time}' : 'Opened at {time}', { time: timeOfDay().format(openedAt) })} `}</span>
      <span className="font-normal whitespace-nowrap text-soft tabular-nums">
        {t('{time} left', { time: clockText(Math.max(0, Math.ceil(left / 1000))) })}
      </span>
    </>
  );
}
