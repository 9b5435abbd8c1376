import { useCallback, useEffect, useState } from 'react';
import { trpc } from '../../api/trpc.ts';
import { notify } from '../../ui/notices.tsx';
import { sentenceFor } from '../problems/problems.ts';
import { useBeginnings } from '../users-feed/users-feed.tsx';
import { firstPage, withChange, withPage } from './presence.ts';
import { useFollowed } from './use-followed.ts';

/**
 * Who is online, live. Presence is not kept by the server, so that nothing of it is told again: whenever
 * listening begins, the first page is asked for.
 */
export function usePresence() {
  const utils = trpc.useUtils();
  const beginnings = useBeginnings();
  const { known: presence, takeIn } = useFollowed(withChange);
  const [isLoadingMore, setLoadingMore] = useState(false);

  useEffect(() => {
    if (beginnings === 0) return;
    let isCurrent = true;
    const asked = utils.users.getUsersOnline.fetch({}, { staleTime: 0, retry: 3 });
    // Where the connection broke again, it will begin anew, and ask again.
    takeIn(asked, (before, page) => (isCurrent ? firstPage(page) : before)).catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [utils, beginnings, takeIn]);

  const after = presence?.next;
  const loadMore = useCallback(async () => {
    if (after == null) return;
    setLoadingMore(true);
    const asked = utils.users.getUsersOnline.fetch({ after }, { staleTime: 0 });
    try {
      await takeIn(asked, (before, page) => before && withPage(before, page));
    } catch (error) {
      notify(sentenceFor(error));
    } finally {
      setLoadingMore(false);
    }
  }, [utils, after, takeIn]);

  return { presence, isLoadingMore, loadMore };
}
