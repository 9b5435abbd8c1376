import { steadyNow } from '@tic-tac-toe/api/client';
import { useEffect, useState } from 'react';

/** `steadyNow`, read again every so many milliseconds; `null` stops it. */
export function useNow(every: number | null): number {
  const [now, setNow] = useState(steadyNow);
  useEffect(() => {
    if (every === null) return;
    setNow(steadyNow());
    const timer = setInterval(() => setNow(steadyNow()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
