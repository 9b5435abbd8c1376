import { useCallback, useEffect, useRef, useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { notify } from '../../ui/notices.tsx';
import { sentenceFor } from '../problems/problems.ts';
import { useBeginnings, useUsersEvents } from '../users-feed/users-feed.tsx';
import { type Change, firstPage, type Presence, withChange, withPage } from './presence.ts';

/**
 * Who is online, live. Presence is not kept by the server, so that nothing of it is told again: whenever
 * listening begins, the first page is asked for, and what changes meanwhile is taken in on top of it.
 */
export function usePresence() {
  const utils = trpc.useUtils();
  const beginnings = useBeginnings();
  const [presence, setPresence] = useState<Presence>();
  const [isLoadingMore, setLoadingMore] = useState(false);
  const meanwhile = useRef<readonly Change[]>([]);

  useUsersEvents(({ event }) => {
    if (event.type !== 'UsersOnlineUpdated') return;
    meanwhile.current = [...meanwhile.current, event.data];
    setPresence((before) => before && withChange(before, event.data));
  });

  useEffect(() => {
    if (beginnings === 0) return;
    let isCurrent = true;
    meanwhile.current = [];
    utils.users.getUsersOnline.fetch({}, { staleTime: 0, retry: 3 }).then(
      (page) => {
        if (isCurrent) setPresence(meanwhile.current.reduce(withChange, firstPage(page)));
      },
      // Where the connection broke again, it will begin anew, and ask again.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [utils, beginnings]);

  const after = presence?.next;
  const loadMore = useCallback(async () => {
    if (after == null) return;
    setLoadingMore(true);
    meanwhile.current = [];
    try {
      const page = await utils.users.getUsersOnline.fetch({ after }, { staleTime: 0 });
      setPresence((before) => before && meanwhile.current.reduce(withChange, withPage(before, page)));
    } catch (error) {
      notify(sentenceFor(error));
    } finally {
      setLoadingMore(false);
    }
  }, [utils, after]);

  return { presence, isLoadingMore, loadMore };
}
