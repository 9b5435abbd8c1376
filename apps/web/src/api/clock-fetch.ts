import { steadyNow } from '@tic-tac-toe/api/client';
import { readServerClock } from './use-server-clock.ts';

/** The `Date` header counts in whole seconds. */
const DATE_PRECISION_MS = 1000;

interface FirstAnswer {
  readonly url: string;
  /** As `steadyNow` counts. */
  readonly sentAt: number;
  readonly answer: Promise<Response>;
}

declare global {
  // Where a script that is no module leaves something.
  var firstAnswer: FirstAnswer | undefined;
}

/** The answer to what `public/first.js` has asked before this script was here, for who asks the same first. */
function takeFirstAnswer(input: unknown): FirstAnswer | undefined {
  const { firstAnswer } = globalThis;
  globalThis.firstAnswer = undefined;
  return firstAnswer?.url === input ? firstAnswer : undefined;
}

/** `fetch`, which also reads the server's clock from each answer. */
export const clockFetch: typeof fetch = async (input, init) => {
  const first = takeFirstAnswer(input);
  const sentAt = first?.sentAt ?? steadyNow();
  const response = await (first?.answer ?? fetch(input, init));
  const receivedAt = steadyNow();
  const serverTime = Date.parse(response.headers.get('date') ?? '');
  if (!Number.isNaN(serverTime)) {
    readServerClock({ sentAt, receivedAt, serverTime, precision: DATE_PRECISION_MS });
  }
  return response;
};
