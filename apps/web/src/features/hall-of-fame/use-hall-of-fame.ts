import { isKnown, scoring, type TopThree } from '@tic-tac-toe/domain/contracts';
import { skipToken } from '@tanstack/react-query';
import { useState } from 'react';
import { noticeFeedEnded } from '../../api/client.ts';
import { coalesced } from '../../api/coalesced.ts';
import { trpc } from '../../api/trpc.ts';

interface Current {
  readonly position: number;
  readonly list: TopThree;
}

/** The three best: as the server answered, and as it has told since. */
export function useHallOfFame(): { readonly list: TopThree; readonly isLoading: boolean } {
  const query = trpc.scoring.getTopThreePlayers.useQuery();
  const [since, setSince] = useState<number>();
  const utils = trpc.useUtils();
  const [askAnew] = useState(() => coalesced(() => utils.scoring.getTopThreePlayers.refetch()));
  const [told, setTold] = useState<Current>();

  if (since === undefined && query.data) setSince(query.data.position);

  trpc.scoring.events.useSubscription(since === undefined ? skipToken : { lastEventId: since }, {
    onError: noticeFeedEnded,
    onData: ({ id, data: event }) => {
      if (event.type === 'Resync') {
        // What was told may be of a past that the server no longer knows.
        setTold(undefined);
        void query.refetch();
      } else if (!isKnown(scoring, event)) {
        askAnew();
      } else {
        setTold({ position: Number(id), list: event.data.current });
      }
    },
  });

  const { data } = query;
  const current = told && (!data || told.position > data.position) ? told : data;
  return { list: current?.list ?? [], isLoading: query.isPending };
}
