/** The races of two servers, each with PostgreSQL open by a handle of its own. */
import { setImmediate } from 'node:timers/promises';
import { openDatabase } from '@tic-tac-toe/db-postgres';
import { onPostgres } from '@tic-tac-toe/db-postgres/testing';
import { keptForever, shapesOf, type Store } from '@tic-tac-toe/domain/kit';
import { harness, virtualClock } from '@tic-tac-toe/domain/kit/testing';
import { races, racing, type TwoServers, waitingStore } from '@tic-tac-toe/domain/testing/races';
import { expect, onTestFinished, test } from 'vitest';

/** Turns of the event loop without a question on its way, after which nobody asks any more. */
const QUIET_TURNS = 5;

/** Long ago, so that all that is due by the virtual clock is due by the database's. */
const START = Date.UTC(2020, 0, 1);

/** The questions that are on their way to the database. */
function questions() {
  let open = 0;
  return {
    /** The same, but each answer that comes later is waited for by `settled`. */
    counted<Port extends object>(port: Port): Port {
      return new Proxy(port, {
        get(target, name) {
          const method: unknown = Reflect.get(target, name);
          if (typeof method !== 'function') return method;
          return (...args: unknown[]): unknown => {
            const answer: unknown = Reflect.apply(method, target, args);
            if (!(answer instanceof Promise)) return answer;
            open += 1;
            return answer.finally(() => (open -= 1));
          };
        },
      });
    },
    async settled() {
      for (let quiet = 0; quiet < QUIET_TURNS; quiet = open === 0 ? quiet + 1 : 0) await setImmediate();
    },
  };
}

onPostgres((cluster) => {
  async function twoServers(): Promise<TwoServers> {
    const url = await cluster().createDatabase();
    const { counted, settled } = questions();
    const clock = virtualClock(START, settled);
    const open = async () => {
      const database = await openDatabase({
        url,
        shapes: shapesOf(racing),
        kept: keptForever(racing.map(({ contract }) => contract)),
      });
      onTestFinished(() => database.close());
      const { signals, reader, log, store } = database;
      const join = async () => counted(await store.join());
      return { store: counted<Store>({ ...store, join }), reader, log: counted(log), signals, clock };
    };
    const start = async (ports: Awaited<ReturnType<typeof open>>) => {
      const server = await harness({ modules: racing, ports });
      onTestFinished(() => server.app.stop());
      return server;
    };
    const ofA = await open();
    const waiting = waitingStore(ofA.store);
    const [a, b] = [await start({ ...ofA, store: waiting.store }), await start(await open())];
    const { reader, log } = ofA;
    const another = async () => start(await open());
    return { a, b, another, clock, reader, log, beforeCommitOfA: waiting.before };
  }

  test.each(races)('$name', async ({ run, leaves }) => {
    expect(await run(await twoServers())).toEqual(leaves);
  });
});
