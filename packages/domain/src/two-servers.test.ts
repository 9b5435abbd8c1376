import { expect, test } from 'vitest';
import { memoryStore, type Signals } from './kit/index.ts';
import { answeringLater, harness, virtualClock } from './kit/testing/index.ts';
import { START } from './testing/people.ts';
import { races, racing, type TwoServers, waitingStore } from './testing/races.ts';

/** Hints may all be lost: each race comes out the same. */
const signals: Signals = { listen: () => () => {}, tellLive() {} };

async function twoServers(): Promise<TwoServers> {
  const { store, reader, log } = memoryStore();
  const clock = virtualClock(START);
  const shared = answeringLater(store);
  const waiting = waitingStore(shared);
  const start = (ofServer = shared) =>
    harness({ modules: racing, ports: { store: ofServer, reader, log, clock, signals } });
  const [a, b] = [await start(waiting.store), await start()];
  return { a, b, another: () => start(), clock, reader, log, beforeCommitOfA: waiting.before };
}

test.each(races)('$name', async ({ run, leaves }) => {
  expect(await run(await twoServers())).toEqual(leaves);
});
