import { isKnown, users } from '@tic-tac-toe/domain/contracts';
import { skipToken } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react';
import { noticeFeedEnded } from '../../api/client.ts';
import { coalesced } from '../../api/coalesced.ts';
import { trpc } from '../../api/trpc.ts';
import type { UsersEvent } from '../invitations/invitations.ts';

/** An event of the users module, at its place in the server's log. */
export interface Heard {
  readonly position: number;
  readonly event: UsersEvent;
}

interface Feed {
  /** How often listening has begun: what is told live may have been missed before. */
  readonly beginnings: number;
  readonly listen: (listener: (heard: Heard) => void) => () => void;
}

const UsersFeed = createContext<Feed | null>(null);

interface Props {
  /** Whoever the connection is of; undefined for a visitor, to whom nothing is told. */
  readonly player: string | undefined;
  readonly children: ReactNode;
}

/** One subscription for everything that concerns users, on every page: invitations, answers, who is online. */
export function UsersFeedProvider({ player, children }: Props) {
  const utils = trpc.useUtils();
  const isPlayer = player !== undefined;
  const invitations = trpc.users.getMyInvitations.useQuery(undefined, { enabled: isPlayer });
  const [since, setSince] = useState<number>();
  const [beginnings, setBeginnings] = useState(0);
  const [askAnew] = useState(() =>
    coalesced(async () => {
      setBeginnings((count) => count + 1);
      await utils.users.getMyInvitations.refetch();
    }),
  );
  const listeners = useRef(new Set<(heard: Heard) => void>());

  if (isPlayer && since === undefined && invitations.data) setSince(invitations.data.position);

  trpc.users.events.useSubscription(since === undefined ? skipToken : { lastEventId: since }, {
    onError: noticeFeedEnded,
    onStarted: () => setBeginnings((count) => count + 1),
    onData: ({ id, data: event }) => {
      if (event.type === 'Resync') {
        void utils.users.getMyInvitations.invalidate();
        setBeginnings((count) => count + 1);
        return;
      }
      // Of a newer server: whatever it concerns is asked for anew, as after a break.
      if (!isKnown(users, event)) return askAnew();
      for (const listener of listeners.current) listener({ position: Number(id), event });
    },
  });

  const listen = useCallback((listener: (heard: Heard) => void) => {
    listeners.current.add(listener);
    return () => void listeners.current.delete(listener);
  }, []);

  return <UsersFeed value={{ beginnings, listen }}>{children}</UsersFeed>;
}

function useFeed(): Feed {
  const feed = use(UsersFeed);
  if (!feed) throw new Error('Shown without the feed of users');
  return feed;
}

/** Calls `onHeard` for each event from now on. */
export function useUsersEvents(onHeard: (heard: Heard) => void): void {
  const { listen } = useFeed();
  const hear = useEffectEvent(onHeard);
  useEffect(() => listen((heard) => hear(heard)), [listen]);
}

export const useBeginnings = (): number => useFeed().beginnings;
