import { useRef, useState } from 'react';
import { trpc } from '../../api/trpc.ts';

/** A free name like one that is taken; null where there is none, or nobody has asked. */
export function useOffer() {
  const { getFreeAlias } = trpc.useUtils().users;
  const [alias, setAlias] = useState<string | null>(null);
  /** Of an answer that comes late, the name may be another one by now. */
  const latest = useRef<string>(null);

  const withdraw = () => {
    latest.current = null;
    setAlias(null);
  };
  return {
    alias,
    withdraw,
    async refresh(like: string) {
      latest.current = like;
      // Without an answer nothing is offered: that the name is taken is told already.
      const answer = await getFreeAlias.fetch({ like }, { staleTime: 0 }).catch(() => null);
      if (latest.current === like) setAlias(answer?.alias ?? null);
    },
  };
}
