import { Link } from '@tanstack/react-router';
import { use } from 'react';
import { ConnectionDot, ConnectionNote } from '../features/connection/connection-note.tsx';
import { Me } from '../features/session/me.ts';
import { PlayerMenu } from '../features/session/player-menu.tsx';
import { ThemeMenu } from '../features/theme/theme-menu.tsx';
import { Wordmark } from '../ui/wordmark.tsx';

export function Header() {
  const me = use(Me);
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-paper">
      <div className="mx-auto flex h-16 max-w-6xl items-center gap-1 px-4 sm:px-6">
        <Link to="/" className="mr-auto flex min-h-11 items-center rounded-full">
          <Wordmark />
        </Link>
        <ThemeMenu />
        {me && (
          <>
            <ConnectionDot />
            <PlayerMenu />
          </>
        )}
      </div>
      <ConnectionNote />
    </header>
  );
}
