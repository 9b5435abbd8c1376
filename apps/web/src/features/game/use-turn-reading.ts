import { steadyNow } from '@tic-tac-toe/api/client';
import { type InProgress, toMilliseconds } from '@tic-tac-toe/domain/contracts';
import { useCallback, useRef } from 'react';
import { readServerClock } from '../../api/use-server-clock.ts';

type Turn = Pick<InProgress, 'turn' | 'timeout' | 'deadline'>;

/**
 * Reads the server's clock from the news of a turn: it began at `deadline - timeout`, which is past by the
 * time that it is heard. The same turn told again has got a later deadline, and says nothing of when.
 */
export function useTurnReading(): (turn: Turn) => void {
  const latest = useRef(0);
  return useCallback(({ turn, timeout, deadline }: Turn) => {
    if (turn <= latest.current) return;
    latest.current = turn;
    const serverTime = toMilliseconds(deadline) - timeout;
    readServerClock({ sentAt: -Infinity, receivedAt: steadyNow(), serverTime, precision: Infinity });
  }, []);
}
