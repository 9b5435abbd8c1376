import { setTimeout } from 'node:timers/promises';
import { openDatabase } from '@tic-tac-toe/db';
import { type Game, modules as modulesOf, type UserId } from '@tic-tac-toe/domain';
import {
  type Application,
  type CommandMessage,
  createApplication,
  type Module,
  type Outcome,
  shapesOf,
  keptForever,
  SYSTEM,
} from '@tic-tac-toe/domain/kit';
import { countingIds, virtualClock } from '@tic-tac-toe/domain/kit/testing';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The product's modules, with the settings that every fixture is made with. */
export const productModules = modulesOf({ turnTimeout: 20_000, sessionLifetime: 30 * DAY_MS });

/** An alarm that is two seconds late is not missed: only after three does the application suspect an outage. */
const STEP_MS = 2_000;

/** The real application on a real file, with a clock of its own. */
export interface Product extends AsyncDisposable {
  readonly app: Application;
  readonly database: ReturnType<typeof openDatabase>;
  readonly now: () => number;
  /** What handlers and watchers have thrown. */
  readonly failures: readonly unknown[];
  execute(command: CommandMessage, actor?: UserId, operationId?: string): Promise<Outcome>;
  /** Moves time on, ringing timers on the way. */
  advance(milliseconds: number): Promise<void>;
}

/** Every game of the file, with its stage. */
export async function gamesOf({ database: { reader } }: Product): Promise<{ id: string; stage: string }[]> {
  const game = productModules.flatMap(({ states }) => states).find(({ kind }) => kind === 'games.game');
  if (!game) throw new Error('The product has no games.');
  const all = await reader.all(game);
  return all.map(({ id, state }) => ({ id, stage: (state as Game).stage }));
}

/** @param now milliseconds since the Unix epoch, when the application starts */
export async function openProduct(
  file: string,
  now: number,
  modules: readonly Module[] = productModules,
): Promise<Product> {
  const database = openDatabase({
    file,
    shapes: shapesOf(modules),
    kept: keptForever(modules.map(({ contract }) => contract)),
  });
  const clock = virtualClock(now);
  const { store, reader, log } = database;
  const failures: unknown[] = [];
  const onFailed = (error: unknown) => void failures.push(error);
  const app = createApplication({
    modules,
    checksShapes: true,
    hooks: [{ onHandlerFailed: (_handler, _effect, error) => onFailed(error) }],
    onWatcherFailed: onFailed,
    ports: { store, reader, log, clock, newId: countingIds(), defer: (work) => void setImmediate(work) },
  });
  await app.start();

  /**
   * A commit takes a thread of its own, which no virtual clock waits for: what it does may be due by the time that it is done. A
   * machine's clock would ring then; this one rings what is overdue when it is moved, if only to where it is.
   */
  async function untilNothingIsDue(): Promise<void> {
    do {
      await setTimeout(1);
      await clock.moveTo(clock.now());
    } while (((await store.nextWake()) ?? Infinity) <= clock.now());
  }

  return {
    app,
    database,
    now: clock.now,
    failures,
    execute: (command, actor, operationId) => app.execute(command, { actor: actor ?? SYSTEM, operationId }),
    async advance(milliseconds) {
      for (const end = clock.now() + milliseconds; clock.now() < end;) {
        await clock.moveTo(Math.min(end, clock.now() + STEP_MS));
        await untilNothingIsDue();
      }
    },
    async [Symbol.asyncDispose]() {
      await app.stop();
      await database.close();
    },
  };
}
