import { type ReactNode, Suspense, useLayoutEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { trpc } from '../api/trpc.ts';
import { useConnection } from '../features/connection/use-connection.ts';
import { WayNote } from '../features/connection/way-note.tsx';
import { InvitationsProvider } from '../features/invitations/use-invitations.tsx';
import { HasSignedOut, Me } from '../features/session/me.ts';
import { useIsNobodys } from '../api/nobodys-connection.ts';
import { useLastError } from '../api/use-last-error.ts';
import { useConnectedAs, VISITOR } from '../features/session/use-connected-as.ts';
import { useHasSignedOut, useSession, useUnfinishedSignIn } from '../features/session/use-session.ts';
import { UsersFeedProvider } from '../features/users-feed/users-feed.tsx';
import { Notices } from '../ui/notices.tsx';
import { Placeholder } from '../ui/placeholder.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Header } from './header.tsx';
import { BrokenPage } from './pages.tsx';
import { ForPlayers, NobodysPage } from './lazy-pages.ts';
import { NoConnection } from './no-connection.tsx';
import { Routes } from './routes.tsx';
import { useWentBack } from './use-went-back.ts';
import { t } from '../languages/t.ts';

export function RootLayout() {
  const session = useSession();
  const user = session.data?.user ?? null;
  const isNobodys = useIsNobodys(user?.id, session.dataUpdatedAt);
  const who = session.data && (user?.id ?? VISITOR);
  const connectedAs = useConnectedAs(who);
  // A visitor who signs in stays where they are, while the connection is opened anew.
  const isReady = who !== undefined && (connectedAs === who || connectedAs === VISITOR);
  const departures = useDepartures(user?.id);
  const hasSignedOut = useHasSignedOut(user);
  useUnfinishedSignIn(session.data?.user === null);
  const error = useLastError(session);
  const isOffline = useConnection().state === 'offline';
  /** Against the computer, meanwhile: a game that is begun is played to its end, unless somebody would rather go on. */
  const [isPlaying, setPlaying] = useState(false);
  const utils = trpc.useUtils();
  return (
    <Me value={user}>
      <Header />
      <Main of={isReady ? who : null}>
        {isPlaying || (!isReady && (error !== null || isOffline)) ? (
          <NoConnection
            error={error}
            busy={session.isFetching}
            onRetry={() => void utils.sessions.me.reset()}
            isBack={isReady}
            onGoOn={() => setPlaying(false)}
            onPlaying={setPlaying}
          />
        ) : isReady ? (
          <HasSignedOut value={hasSignedOut}>
            {user && isNobodys ? (
              <Suspense>
                <NobodysPage player={user} />
              </Suspense>
            ) : (
              <ForWhom key={departures} player={connectedAs === who ? user?.id : undefined} />
            )}
          </HasSignedOut>
        ) : (
          <Placeholder label={t('Loading')} className="mt-10 h-72" />
        )}
      </Main>
      {/* What was said to one player is not for the next. */}
      <Notices key={departures} />
    </Me>
  );
}

/** How many players have left this page. After each, it begins empty: nothing of theirs is for the next. */
function useDepartures(player: string | undefined): number {
  const [before, setBefore] = useState({ player, departures: 0 });
  if (before.player === player) return before.departures;
  const departures = before.departures + (before.player === undefined ? 0 : 1);
  setBefore({ player, departures });
  return departures;
}

/** @param player whom the connection is of; undefined for a visitor, and for a player until it is theirs */
function ForWhom({ player }: { readonly player: string | undefined }) {
  return (
    <UsersFeedProvider player={player}>
      <InvitationsProvider>
        <Pages />
        {player !== undefined && (
          <ErrorBoundary instead={() => null}>
            <Suspense>
              <ForPlayers />
            </Suspense>
          </ErrorBoundary>
        )}
      </InvitationsProvider>
    </UsersFeedProvider>
  );
}

function Pages() {
  const [path] = useLocation();
  return (
    <ErrorBoundary key={path} instead={(error, reset) => <BrokenPage error={error} reset={reset} />}>
      <Routes />
    </ErrorBoundary>
  );
}

interface MainProps {
  /** Whose page it is; null while that is not known. */
  readonly of: string | null;
  readonly children: ReactNode;
}

/**
 * Another page, or another player: begins at the top, with the focus that would be lost with what led here. Who signs in
 * and has not lost it goes on where they are.
 */
function Main({ of, children }: MainProps) {
  const main = useRef<HTMLElement>(null);
  const [path] = useLocation();
  const page = of && `${of} ${path}`;
  const shown = useRef<string>(null);
  const shownPath = useRef(path);
  const isBack = useWentBack();
  useLayoutEffect(() => {
    if (page === null || page === shown.current) return;
    const isElsewhere = path !== shownPath.current || document.activeElement === document.body;
    if (shown.current !== null && isElsewhere) {
      main.current?.focus({ preventScroll: true });
      // On the way back, the browser knows where one was.
      if (!isBack()) window.scrollTo(0, 0);
    }
    shown.current = page;
    shownPath.current = path;
  }, [page, path, isBack]);
  return (
    <main
      ref={main}
      tabIndex={-1}
      className="with-margin mx-auto flow-root min-h-[calc(100dvh-4rem)] w-full max-w-6xl in-line pb-28 outline-hidden"
    >
      {children}
      <WayNote />
    </main>
  );
}
