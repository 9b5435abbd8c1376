import { steadyNow } from '@tic-tac-toe/api/client';
import { readServerClock } from './use-server-clock.ts';

/** The `Date` header counts in whole seconds. */
const DATE_PRECISION_MS = 1000;

/** `fetch`, which also reads the server's clock from each answer. */
export const clockFetch: typeof fetch = async (input, init) => {
  const sentAt = steadyNow();
  const response = await fetch(input, init);
  const receivedAt = steadyNow();
  const serverTime = Date.parse(response.headers.get('date') ?? '');
  if (!Number.isNaN(serverTime)) {
    readServerClock({ sentAt, receivedAt, serverTime, precision: DATE_PRECISION_MS });
  }
  return response;
};
