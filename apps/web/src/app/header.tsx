import { use } from 'react';
import { Link } from 'wouter';
import { ConnectionDot, ConnectionNote } from '../features/connection/connection-note.tsx';
import { useConnection } from '../features/connection/use-connection.ts';
import { InvitationsPlace } from '../features/invitations/invitations-place.tsx';
import { Me } from '../features/session/me.ts';
import { useIsNobodys } from '../api/nobodys-connection.ts';
import { PlayerMenu } from '../features/session/player-menu.tsx';
import { ThemeMenu } from '../features/theme/theme-menu.tsx';
import { Wordmark } from '../ui/wordmark.tsx';

export function Header() {
  const me = use(Me);
  const isNobodys = useIsNobodys(me?.id, Infinity);
  /** On a phone there is room for the name of the game or for this. */
  const isAway = useConnection().state !== 'fine';
  return (
    <header className="@container sticky top-0 pt-[env(safe-area-inset-top)] z-20 border-b border-line bg-paper">
      <div className="mx-auto flex h-16 max-w-6xl items-center gap-1 in-line">
        <Link
          to="/"
          className={`me-3 max-xs:me-0 flex min-h-11 items-center rounded-full ${isAway ? 'max-sm:hidden' : ''}`}
        >
          <Wordmark />
        </Link>
        <ConnectionNote />
        <InvitationsPlace />
        <ThemeMenu />
        {me && (
          <>
            <ConnectionDot isNobodys={isNobodys} />
            <PlayerMenu />
          </>
        )}
      </div>
    </header>
  );
}
