import { useState } from 'react';

interface Asked {
  readonly data: unknown;
  readonly error: unknown;
}

/** Why a query has no answer, also while it is asked again: the query itself then knows of no error. */
export function useLastError({ data, error }: Asked): unknown {
  const [last, setLast] = useState<unknown>(null);
  const now = data === undefined ? (error ?? last) : null;
  if (now !== last) setLast(now);
  return now;
}
