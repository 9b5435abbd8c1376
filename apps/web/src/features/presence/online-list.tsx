import type { GameId, Lists, PublicUser } from '@tic-tac-toe/domain/contracts';
import Eye from 'lucide-react/icons/eye';
import Grid3x3 from 'lucide-react/icons/grid-3x3';
import Swords from 'lucide-react/icons/swords';
import { memo } from 'react';
import { Link } from 'wouter';
import { Button, buttonStyle } from '../../ui/button.tsx';
import { Placeholder } from '../../ui/placeholder.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { useConnection } from '../connection/use-connection.ts';
import { gamePath } from '../game/game-path.ts';
import { type GameChoice, useOpenGame } from '../lobby/use-open-game.ts';
import { usePlaying } from '../lobby/use-playing.ts';
import { useMe } from '../session/me.ts';
import { othersIn } from './presence.ts';
import { usePresence } from './use-presence.ts';
import { t } from '../../languages/t.ts';

interface Props {
  readonly choice: GameChoice;
  readonly lists: Lists | undefined;
}

/** Who is here now. Inviting one of them opens a game as chosen, and goes there. Who plays may be watched instead. */
export const OnlineList = memo(function OnlineList({ choice, lists }: Props) {
  const me = useMe();
  const openGame = useOpenGame();
  const { presence, isLoadingMore, loadMore } = usePresence();
  const others = presence && othersIn(presence, me.id);
  const playing = usePlaying(others?.map(({ id }) => id) ?? [], lists);
  const isConnected = useConnection().state === 'fine';

  return (
    <Sheet
      title={t('Here now')}
      aside={presence && (isConnected ? <OnlineCount total={presence.total} /> : <NotLive />)}
    >
      <div className="px-5 pb-3">
        {!others && <Placeholder label={t('Looking who is here')} className="my-3 h-24" />}
        {others?.length === 0 && (
          <p className="border-t border-line py-5 text-soft">
            {isConnected
              ? t(
                  'Nobody else is here at the moment. Open a game and send somebody the link: it waits ten minutes.',
                )
              : t('Who is here shows again once this page is connected.')}
          </p>
        )}
        {others && others.length > 0 && (
          <ul aria-label={t('Players online')}>
            {others.map((other) => (
              <Other
                key={other.id}
                other={other}
                gameId={playing.get(other.id)}
                choice={choice}
                openGame={openGame}
              />
            ))}
          </ul>
        )}
        {presence?.next != null && (
          <div className="border-t border-line pt-3">
            <Button
              look="quiet"
              busy={isLoadingMore}
              busyText={t('Loading…')}
              onClick={() => void loadMore()}
            >
              {t('Load more')}
            </Button>
          </div>
        )}
      </div>
    </Sheet>
  );
});

interface OtherProps {
  readonly other: PublicUser;
  /** What they play just now. */
  readonly gameId: GameId | undefined;
  readonly choice: GameChoice;
  /** One for all: a game is opened at a time. */
  readonly openGame: ReturnType<typeof useOpenGame>;
}

function Other({ other, gameId, choice, openGame }: OtherProps) {
  const isConnected = useConnection().state === 'fine';
  const isUltimate = choice.rules === 'ultimate';
  return (
    <li className="flex min-h-16 items-center gap-3 border-t border-line">
      <span
        aria-hidden
        className={`size-2.5 shrink-0 rounded-full ${isConnected ? 'border-[0.3125rem] border-good' : 'border-2 border-edge'}`}
      />
      <span className="min-w-0 flex-1">
        <bdi title={other.alias} translate="no" className="block truncate text-lg font-semibold">
          {other.alias}
        </bdi>
        {gameId && <span className="block text-sm text-soft">{t('playing')}</span>}
      </span>
      {gameId ? (
        <Watch alias={other.alias} gameId={gameId} />
      ) : (
        <Button
          aria-label={t(isUltimate ? 'Invite {name} to Ultimate' : 'Invite {name}', { name: other.alias })}
          busy={openGame.isPending}
          busyText={openGame.variables?.guest?.id === other.id ? t('Inviting…') : undefined}
          onClick={() => openGame.mutate({ guest: other, ...choice })}
        >
          {isUltimate ? <Grid3x3 aria-hidden /> : <Swords aria-hidden />}
          <span>{t('Invite')}</span>
        </Button>
      )}
    </li>
  );
}

interface WatchProps {
  readonly alias: string;
  readonly gameId: GameId;
}

const Watch = ({ alias, gameId }: WatchProps) => (
  <Link href={gamePath(gameId)} aria-label={t('Watch {name}', { name: alias })} className={buttonStyle()}>
    <Eye aria-hidden />
    <span>{t('Watch')}</span>
  </Link>
);

/** Without a connection, the list is what was. */
const NotLive = () => <span className="text-sm text-soft">{t('not live')}</span>;

/** The total counts oneself too: that is whom the others see. */
function OnlineCount({ total }: { readonly total: number }) {
  return (
    <span className="text-sm text-soft tabular-nums">
      <span>{t('{n} online', { n: total })}</span>
      <span className="sr-only">{`, ${t('you included')}`}</span>
    </span>
  );
}
