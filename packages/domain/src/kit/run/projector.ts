import type { AnyProjection } from '../define/projection.ts';
import type { Published } from '../define/application.types.ts';
import type { Clock, EventLog, Page, Signals } from '../ports.ts';
import { createLogTail } from './log-tail.ts';
import { NOTHING, Projecting, type ProjectingParts, type Step } from './projecting.ts';

/** How long others have the store and the processor to themselves between two steps: at least so long, */
const PAUSE_MS = 10;
/** and so many times as long as the step took. */
const PAUSE_FACTOR = 2;

/** How often rows are brought up to date at most: each time is a commit of its own, which moves may wait for. */
const EVERY_MS = 250;
/**
 * And how long for each row that was written, up to the time between two looks: who plays ten games in that time has
 * a row that is written once.
 */
const PER_ROW_MS = 20;

/**
 * How often somebody looks without being woken: for rebuilds that are asked for, and whether the server that takes a projection further
 * still does.
 */
const LOOK_EVERY_MS = 5_000;

/** How long a projection that has failed waits before it is tried again. */
const RETRY_MS = 10_000;

/** Keeps projections up to date, in the background. */
export interface Projector {
  start(): void;
  /** Takes a commit of this process: the log has grown. */
  tell(published: Published): void;
  /** Resolves once nothing is on its way to the store. */
  stop(): Promise<void>;
}

interface Parts extends ProjectingParts {
  readonly projections: readonly AnyProjection[];
  readonly clock: Clock;
  /** Set where other servers write to the same log. */
  readonly signals: Signals | undefined;
  readonly onFailed: (error: unknown) => void;
}

export function createProjector({ projections, signals, onFailed, ...parts }: Parts): Projector {
  const { clock } = parts;
  const rest = createRest(clock);
  const log = readTogether(parts.log, projections, signals === undefined);
  const steps = projections.map((projection) =>
    withBreaks(new Projecting(projection, { ...parts, log }), clock, onFailed),
  );
  let isStopped = true;
  let running = Promise.resolve();
  let endSignals = () => {};

  async function run(): Promise<void> {
    while (!isStopped) {
      const began = clock.now();
      let hasMore = false;
      let rows = 0;
      log.lookAnew();
      for (const step of steps) {
        const done = await step();
        hasMore ||= done.hasMore;
        rows += done.rows;
      }
      if (!isStopped) {
        const pause = Math.max(PAUSE_MS, PAUSE_FACTOR * (clock.now() - began));
        const atLeast = Math.min(LOOK_EVERY_MS, Math.max(EVERY_MS, rows * PER_ROW_MS));
        await (hasMore ? rest.brief(pause) : rest.upTo(LOOK_EVERY_MS, atLeast));
      }
    }
  }

  return {
    start() {
      if (steps.length === 0) return;
      isStopped = false;
      endSignals = signals?.listen(rest.wake) ?? endSignals;
      running = run().catch(onFailed);
    },
    tell(published) {
      log.take(published);
      rest.wake();
    },
    async stop() {
      isStopped = true;
      endSignals();
      rest.end();
      await running;
    },
  };
}

/**
 * Projections that stand at the same place, as all do that are neither new nor have failed, look at the log once, and read nothing of
 * what this process has committed, where it alone does: another's commits come between.
 */
function readTogether(
  log: Pick<EventLog, 'readAll'>,
  projections: readonly AnyProjection[],
  writesAlone: boolean,
) {
  const all = [...new Set(projections.flatMap(({ events }) => events.map(({ name }) => name)))];
  const tail = writesAlone && all.length > 0 ? createLogTail(new Set(all)) : null;
  const pages = new Map<number, Promise<Page>>();

  /** What one of them asks for again in the same round is not read again. */
  async function readAll(names: readonly string[], after: number, limit: number): Promise<Page> {
    const page =
      pages.get(after) ?? Promise.resolve(tail?.after(after, limit) ?? log.readAll(all, after, limit));
    pages.set(after, page);
    const { events, ...place } = await page;
    return { ...place, events: events.filter(({ name }) => names.includes(name)) };
  }

  return { readAll, lookAnew: () => pages.clear(), take: (published: Published) => tail?.take(published) };
}

/** A projection that fails keeps nobody else from going on. One that another server takes further is left alone for a while. */
function withBreaks(
  projecting: Projecting,
  clock: Pick<Clock, 'now'>,
  onFailed: (error: unknown) => void,
): () => Promise<Step> {
  let notBefore = -Infinity;
  return async () => {
    if (clock.now() < notBefore) return NOTHING;
    try {
      const step = await projecting.step();
      if (step.isLeft) notBefore = clock.now() + LOOK_EVERY_MS;
      return step;
    } catch (error) {
      notBefore = clock.now() + RETRY_MS;
      onFailed(new Error(`The projection ${projecting.name} failed, and is tried again.`, { cause: error }));
      return NOTHING;
    }
  };
}

/** Waits that end by themselves, or sooner. */
function createRest(clock: Clock) {
  let isWoken = false;
  let hurry = () => {};
  let end = () => {};

  /** @param atLeast how long somebody who wakes it still has to wait, in milliseconds */
  const rest = (milliseconds: number, atLeast: number) =>
    new Promise<void>((resolve) => {
      const soonest = clock.now() + atLeast;
      const over = () => {
        hurry = end = () => {};
        isWoken = false;
        resolve();
      };
      let disarm = clock.alarm(clock.now() + milliseconds, over);
      hurry = () => {
        hurry = () => {};
        disarm();
        disarm = clock.alarm(Math.max(clock.now(), soonest), over);
      };
      end = () => {
        disarm();
        over();
      };
      if (isWoken) hurry();
    });

  return {
    brief: (milliseconds: number) => rest(milliseconds, milliseconds),
    upTo: rest,
    wake() {
      isWoken = true;
      hurry();
    },
    end: () => end(),
  };
}
