import type { Lists, RulesName, UserId } from '@tic-tac-toe/domain/contracts';
import Eye from 'lucide-react/icons/eye';
import { memo } from 'react';
import { Link } from 'wouter';
import { Button, buttonStyle } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { gamePath } from '../game/game-path.ts';
import { useCast } from '../players/use-aliases.ts';
import { useMe } from '../session/me.ts';
import { listed, t } from '../../languages/t.ts';

const row = 'flex min-h-16 items-center gap-3 border-t border-line py-2';
const rulesText = (rules: RulesName): string => t(rules === 'ultimate' ? 'Ultimate' : 'Classic');

const aboutGame = (rules: RulesName, watching = 0): string =>
  watching > 0 ? `${rulesText(rules)} · ${t('{n} watching', { n: watching })}` : rulesText(rules);

interface Props {
  readonly lists: Lists | undefined;
  readonly onLook: (rules: RulesName) => void;
}

/** What goes on without me: who looks for an opponent, and what can be watched. Nothing at all where there is nothing. */
export const GamesNow = memo(function GamesNow({ lists, onLook }: Props) {
  const me = useMe();
  const games = (lists?.games ?? []).filter(({ players }) => !players.includes(me.id));
  const waiting = (lists?.waiting ?? []).filter(({ player }) => player !== me.id);
  const { aliasOf } = useCast([
    ...waiting.map(({ player }) => player),
    ...games.flatMap(({ players }) => players),
  ]);
  if (games.length + waiting.length === 0) return null;
  return (
    <Sheet
      title={t('Games now')}
      aside={
        games.length > 0 && (
          <span className="text-sm text-soft tabular-nums">
            {t('{n} being played', { n: lists?.total ?? 0 })}
          </span>
        )
      }
    >
      <ul aria-label={t('Games now')} className="px-5 pb-3">
        {waiting.map(({ player, rules }) => (
          <li key={player} className={row}>
            <Names names={[aliasOf(player)]} about={`${rulesText(rules)} · ${t('looks for an opponent')}`} />
            <Button aria-label={t('Play {name}', { name: aliasOf(player) })} onClick={() => onLook(rules)}>
              {t('Play')}
            </Button>
          </li>
        ))}
        {games.map(({ gameId, players, rules, watching }) => (
          <li key={gameId} className={row}>
            <Names names={namesOf(players, aliasOf)} about={aboutGame(rules, watching)} />
            <Link
              href={gamePath(gameId)}
              aria-label={t('Watch {name}', { name: listed(namesOf(players, aliasOf)) })}
              className={buttonStyle()}
            >
              <Eye aria-hidden />
              <span>{t('Watch')}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Sheet>
  );
});

const namesOf = (players: readonly UserId[], aliasOf: (id: UserId) => string) => players.map(aliasOf);

interface NamesProps {
  readonly names: readonly string[];
  readonly about: string;
}

function Names({ names, about }: NamesProps) {
  return (
    <div className="min-w-0 flex-1">
      <p title={names.join(' – ')} className="truncate text-lg leading-snug font-semibold">
        {names.map((name, index) => (
          <span key={index}>
            {index > 0 && <span>{' – '}</span>}
            <bdi translate="no">{name}</bdi>
          </span>
        ))}
      </p>
      <p className="text-sm text-soft">{about}</p>
    </div>
  );
}
