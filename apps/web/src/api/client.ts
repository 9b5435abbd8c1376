import { type Me, reasonOf } from '@tic-tac-toe/api';
import { links } from '@tic-tac-toe/api/client';
import { gameAtPath } from '@tic-tac-toe/domain/contracts';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { createTRPCQueryUtils, getQueryKey } from '@trpc/react-query';
import { clockFetch } from './clock-fetch.ts';
import { watchNetwork } from './network.ts';
import { listenWhereSeen } from './tabs.ts';
import { isUnreachable } from './unreachable.ts';
import { noteRefused } from './nobodys-connection.ts';
import { warn } from '../ui/notices.tsx';
import { basePath } from './base-path.ts';
import { isTraced, traceHeaders } from './trace.ts';
import { trpc } from './trpc.ts';
import { t } from '../languages/t.ts';

const ASKED_AGAIN_AFTER_MS = 5_000;

const {
  links: chain,
  connection,
  answers,
} = links({
  url: `${basePath}trpc`,
  fetch: clockFetch,
  ...(isTraced() && { headers: traceHeaders }),
});

/** What is live on this page comes over it. */
export { connection };

listenWhereSeen(connection);
export const network = watchNetwork(answers);

// What was open before the network went away may look open for a while yet.
addEventListener('online', () => connection.reopen());

export const client = trpc.createClient({ links: chain });

/** For what is asked outside of all components. */
const utils = () => createTRPCQueryUtils({ queryClient, client });

/** Whether the browser keeps cookies. */
export const keptCookie = {
  queryKey: ['keeps cookies'],
  async queryFn(): Promise<boolean> {
    // The first answer sets a cookie, the second question brings it: unless the browser keeps none.
    const ask = () => utils().sessions.keepsCookie.fetch(undefined, { staleTime: 0 });
    return (await ask()) || (await ask());
  },
  gcTime: 60_000,
};

/** What the page asked for at its start is new for this long: it has come with who is here. */
export const ASKED_AT_START_MS = 5_000;

/**
 * Who is here, asked before the page is drawn for the first time: that takes a slow phone as long as the answer. With it
 * goes what the page of a game shows to whoever opens its link, and needs before they sit down.
 */
export function askAtStart(): void {
  const { sessions, games } = utils();
  void sessions.me.prefetch();
  const gameId = gameAtPath(location.pathname);
  if (gameId === undefined) return;
  void games.getGame.prefetch({ gameId }, { gcTime: ASKED_AT_START_MS });
  // Asked again when it matters.
  queryClient.query(keptCookie).catch(() => {});
}

/** The session has ended elsewhere, or is too old: everything else on the page follows from who one is. */
export function noticeSignOut(error: unknown): void {
  if (reasonOf(error) !== 'SIGN_IN_REQUIRED') return;
  void queryClient.invalidateQueries({ queryKey: getQueryKey(trpc.sessions.me) });
}

/** Either the player has signed out, which the server is asked at once, or the connection is not known as theirs. */
function noticeNobody(error: unknown): void {
  const me = queryClient.getQueryState<Me>(getQueryKey(trpc.sessions.me, undefined, 'query'));
  if (me?.data?.user) noteRefused({ player: me.data.user.id, confirmedAt: me.dataUpdatedAt });
  noticeSignOut(error);
}

/** Live news have ended for good: what was lost on the way is asked for again by the links. */
export function noticeFeedEnded(error: unknown): void {
  if (reasonOf(error) === 'SIGN_IN_REQUIRED') noticeNobody(error);
  else warn(t('This page is no longer live. Reload it to go on.'));
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignOut }),
  mutationCache: new MutationCache({ onError: noticeSignOut }),
  defaultOptions: {
    // The links try again by themselves, and know better when it is worth it. Whether the browser takes itself
    // for online says nothing of a server on the same machine.
    queries: {
      retry: false,
      networkMode: 'always',
      // When they give up, it is for now: the page mends itself once the server is back.
      refetchInterval: ({ state }) =>
        state.error && isUnreachable(state.error) ? ASKED_AGAIN_AFTER_MS : false,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
