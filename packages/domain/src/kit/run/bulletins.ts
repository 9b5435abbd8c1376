import { SYSTEM } from '../define/actor.ts';
import type { Bulletin } from '../define/bulletin.ts';
import { topicOf } from '../define/contract.ts';
import type { EventMessage, QueryMessage } from '../define/message.ts';
import type { QueryReader } from '../define/reader.ts';
import type { Clock } from '../ports.ts';
import type { Registry } from './registry.ts';

/** Tells what has changed of bulletins, for as long as somebody follows. */
export interface Bulletins {
  /** Until then nothing is asked. */
  start(): void;
  /** Somebody has begun to follow this topic. */
  expect(topic: string): void;
  /** Resolves once nothing is asked any more. */
  stop(): Promise<void>;
}

interface Parts {
  readonly registry: Pick<Registry, 'modules' | 'queries'>;
  readonly read: QueryReader;
  readonly clock: Clock;
  readonly isFollowed: (topic: string) => boolean;
  readonly publish: (event: EventMessage) => Promise<unknown>;
  readonly onFailed: (error: unknown) => void;
}

export function createBulletins({ registry, read, clock, isFollowed, publish, onFailed }: Parts): Bulletins {
  const ask = async ({ name, data }: QueryMessage) =>
    registry.queries.get(name)?.answer(data, read, { now: clock.now(), actor: SYSTEM });
  const writers = registry.modules.flatMap(({ contract, bulletins }) =>
    bulletins.map((each) => {
      const topic = topicOf(contract, {});
      const isWanted = () => isFollowed(topic);
      return { topic, ...createWriter(each, { ask, clock, isWanted, publish, onFailed }) };
    }),
  );
  return {
    start() {
      for (const { start } of writers) start();
    },
    expect(followed) {
      for (const { topic, expect } of writers) if (topic === followed) expect();
    },
    stop: async () => void (await Promise.all(writers.map(({ stop }) => stop()))),
  };
}

interface WriterParts extends Pick<Parts, 'clock' | 'publish' | 'onFailed'> {
  readonly ask: (question: QueryMessage) => Promise<unknown>;
  readonly isWanted: () => boolean;
}

/**
 * One bulletin. It looks when somebody comes, and then at intervals until nobody follows. After that, what was told last counts
 * for nothing: who comes next has not heard it.
 */
function createWriter(
  { question, tell, everyMs }: Bulletin,
  { ask, clock, isWanted, publish, onFailed }: WriterParts,
) {
  /** As JSON; null where somebody may not have heard it. */
  let told: string | null = null;
  let notBefore = -Infinity;
  let isExpected = false;
  let isRunning = false;
  let disarm = () => {};
  let looking = Promise.resolve();

  async function look(): Promise<void> {
    const answer = await ask(question);
    const text = JSON.stringify(answer);
    if (!isRunning || text === told) return;
    told = text;
    await publish(tell(answer));
  }

  function arm(): void {
    if (!isRunning) return;
    isExpected = true;
    disarm = clock.alarm(Math.max(clock.now(), notBefore), () => {
      notBefore = clock.now() + everyMs;
      isExpected = false;
      if (isWanted()) looking = look().catch(onFailed).then(again);
    });
  }

  const again = () => {
    if (!isExpected && isWanted()) arm();
  };

  return {
    start() {
      isRunning = true;
      again();
    },
    expect() {
      told = null;
      if (!isExpected) arm();
    },
    stop() {
      isRunning = isExpected = false;
      disarm();
      return looking;
    },
  };
}
