import { useCallback, useRef, useState } from 'react';
import { useUsersEvents } from '../users-feed/users-feed.tsx';
import type { Change } from './presence.ts';

/**
 * Something that is known of presence, kept up by what the feed tells. An answer that is `takenIn` may be older
 * than what was heard while it was under way: that is taken in again on top of it, which is harmless.
 */
export function useFollowed<Known extends object>(withChange: (before: Known, change: Change) => Known) {
  const [known, setKnown] = useState<Known>();
  const underWay = useRef(new Set<Change[]>());

  useUsersEvents(({ event }) => {
    if (event.type !== 'UsersOnlineUpdated') return;
    const { data } = event;
    for (const meanwhile of underWay.current) meanwhile.push(data);
    setKnown((before) => before && withChange(before, data));
  });

  const takeIn = useCallback(
    async <Answer>(
      asked: Promise<Answer>,
      into: (before: Known | undefined, answer: Answer) => Known | undefined,
    ) => {
      const meanwhile: Change[] = [];
      underWay.current.add(meanwhile);
      try {
        const answer = await asked;
        setKnown((before) => {
          const after = into(before, answer);
          return after && meanwhile.reduce((so, change) => withChange(so, change), after);
        });
      } finally {
        underWay.current.delete(meanwhile);
      }
    },
    [withChange],
  );

  return { known, takeIn, change: setKnown };
}
