import type { GameId } from '@tic-tac-toe/domain/contracts';
import Eye from 'lucide-react/icons/eye';
import Grid3x3 from 'lucide-react/icons/grid-3x3';
import Swords from 'lucide-react/icons/swords';
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

/** Who is here now. Inviting one of them opens a game as chosen, and goes there. Who plays may be watched instead. */
export function OnlineList({ choice }: { readonly choice: GameChoice }) {
  const { rules } = choice;
  const me = useMe();
  const { presence, isLoadingMore, loadMore } = usePresence();
  const openGame = useOpenGame();
  const others = presence && othersIn(presence, me.id);
  const playing = usePlaying(others?.map(({ id }) => id) ?? []);
  const isConnected = useConnection().state === 'fine';

  return (
    <Sheet
      title="Here now"
      aside={presence && (isConnected ? <OnlineCount total={presence.total} /> : <NotLive />)}
    >
      <div className="px-5 pb-3">
        {!others && <Placeholder label="Looking who is here" className="my-3 h-24" />}
        {others?.length === 0 && (
          <p className="border-t border-line py-5 text-soft">
            {isConnected
              ? 'Nobody else is here at the moment. Open a game and send somebody the link: it waits ten minutes.'
              : 'Who is here shows again once this page is connected.'}
          </p>
        )}
        {others && others.length > 0 && (
          <ul aria-label="Players online">
            {others.map((other) => (
              <li key={other.id} className="flex min-h-16 items-center gap-3 border-t border-line">
                <span
                  aria-hidden
                  className={`size-2.5 shrink-0 rounded-full ${isConnected ? 'border-[0.3125rem] border-good' : 'border-2 border-edge'}`}
                />
                <span className="min-w-0 flex-1">
                  <bdi title={other.alias} translate="no" className="block truncate text-lg font-semibold">
                    {other.alias}
                  </bdi>
                  {playing.has(other.id) && <span className="block text-sm text-soft">playing</span>}
                </span>
                {playing.has(other.id) ? (
                  <Watch alias={other.alias} gameId={playing.get(other.id)} />
                ) : (
                  <Button
                    aria-label={`Invite ${other.alias}${rules === 'ultimate' ? ' to Ultimate' : ''}`}
                    busy={openGame.isPending}
                    busyText={openGame.variables?.guest?.id === other.id ? 'Inviting…' : undefined}
                    onClick={() => openGame.mutate({ guest: other, ...choice })}
                  >
                    {rules === 'ultimate' ? <Grid3x3 aria-hidden /> : <Swords aria-hidden />}
                    <span>Invite</span>
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
        {presence?.next != null && (
          <div className="border-t border-line pt-3">
            <Button look="quiet" busy={isLoadingMore} busyText="Loading…" onClick={() => void loadMore()}>
              Load more
            </Button>
          </div>
        )}
      </div>
    </Sheet>
  );
}

interface WatchProps {
  readonly alias: string;
  readonly gameId: GameId | undefined;
}

const Watch = ({ alias, gameId }: WatchProps) =>
  gameId && (
    <Link href={gamePath(gameId)} aria-label={`Watch ${alias}`} className={buttonStyle()}>
      <Eye aria-hidden />
      <span>Watch</span>
    </Link>
  );

/** Without a connection, the list is what was. */
const NotLive = () => <span className="text-sm text-soft">not live</span>;

/** The total counts oneself too: that is whom the others see. */
function OnlineCount({ total }: { readonly total: number }) {
  return (
    <span className="text-sm text-soft tabular-nums">
      <span>{`${total} online`}</span>
      <span className="sr-only">, you included</span>
    </span>
  );
}
