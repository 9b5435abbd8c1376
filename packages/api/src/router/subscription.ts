import { type TrackedEnvelope, tracked } from '@trpc/server';
import { type Sink, Subscriber, type Subscription, type Told } from './subscriber.ts';

type TrackedEvent = TrackedEnvelope<Told>;

/** A subscription as tRPC takes it: told one event at a time, whenever it asks for the next. */
export async function* follow(
  subscription: Subscription,
  signal: AbortSignal | undefined,
): AsyncGenerator<TrackedEvent, void, undefined> {
  const told = createPull(() => subscription.context.drained());
  const subscriber = new Subscriber(subscription, told.sink);
  const onAbort = () => {
    subscriber.stop();
    told.sink.end();
  };
  signal?.addEventListener('abort', onAbort);
  try {
    subscriber.begin();
    if (signal?.aborted) return;
    for (let next = await told.next(); next; next = await told.next()) {
      // It may have waited here since before the session has ended.
      if (subscriber.check()) yield next;
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    subscriber.stop();
  }
}

/** A sink that is asked for what it was told. It has room again once all of that was taken. */
function createPull(drained: () => Promise<void> | null) {
  let told: TrackedEvent[] = [];
  let isOver = false;
  let failure: { readonly error: unknown } | null = null;
  let wake = () => {};
  let emptied: Promise<void> | null = null;
  let makeRoom = () => {};

  const tell: Sink['tell'] = ({ type, data }, position) => {
    told.push(tracked(String(position), { type, data }));
    wake();
  };
  const sink: Sink = {
    room() {
      if (told.length === 0) return drained();
      emptied ??= new Promise((resolve) => {
        makeRoom = resolve;
      });
      return emptied;
    },
    tell,
    tellAll({ events }) {
      for (const event of events) tell(event, event.position);
    },
    end(error) {
      isOver = true;
      told = [];
      if (error !== undefined) failure = { error };
      wake();
    },
  };

  return {
    sink,
    /** @returns null at the end @throws what ended it */
    async next(): Promise<TrackedEvent | null> {
      // All that was told before is taken now.
      if (told.length === 0) {
        emptied = null;
        makeRoom();
      }
      while (told.length === 0) {
        if (failure) throw failure.error;
        if (isOver) return null;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return told.shift() ?? null;
    },
  };
}
