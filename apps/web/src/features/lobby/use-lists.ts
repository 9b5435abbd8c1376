import { isKnown, type Lists, lobby } from '@tic-tac-toe/domain/contracts';
import { useState } from 'react';
import { trpc } from '../../api/trpc.ts';

/** For as long as the server tells nothing: it may be of before, and be replaced any moment. */
const ASKED_EVERY_MS = 5_000;

/**
 * What goes on in the lobby. Whoever begins to follow is told of it a moment later, and of each change; until then, what is shown is
 * what was answered. Undefined where nothing is known yet.
 */
export function useLists(): Lists | undefined {
  const [told, setTold] = useState<Lists>();
  const [isSilent, setSilent] = useState(false);
  const { data } = trpc.lobby.getLists.useQuery(
    {},
    { refetchOnMount: 'always', gcTime: 0, ...(isSilent && { refetchInterval: ASKED_EVERY_MS }) },
  );
  trpc.lobby.events.useSubscription(
    {},
    {
      onData({ data: event }) {
        if (isKnown(lobby, event) && event.type === 'ListsChanged') setTold(event.data);
      },
      onError() {
        setTold(undefined);
        setSilent(true);
      },
    },
  );
  return told ?? data;
}
