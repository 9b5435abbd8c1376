import type { Listener, Published } from '../define/application.types.ts';
import { type Awaitable, isLater } from '../define/awaitable.ts';
import type { EventLog, LiveEvent, RecordedEvent } from '../ports.ts';
import { type Attendance, createAttendance } from './attendance.ts';

/** Events per read. */
const PAGE = 100;

/**
 * A topic with listeners. Its invariants:
 *
 * 1. Listeners have been told everything up to the cursor, which only grows.
 * 2. Events of a commit are told at once if the first one's `previous` is not after the cursor: there is no gap. Else
 *    the gap must be read from the log.
 * 3. Until it is read, listeners are told only what comes from the log; live events wait.
 */
export interface FollowedTopic {
  readonly listeners: Set<Listener>;
  /** Who listens. */
  readonly attendance: Attendance;
  /** Listeners are told everything after this position. It is a promise where the log answers later. */
  readonly from: Awaitable<number>;
  /** Takes all that a commit, of whatever server, has published to the topic. */
  take(events: readonly RecordedEvent[], live: readonly LiveEvent[]): void;
  /** Reads on: another server may have committed something. */
  look(): void;
  /** The same, unless all up to this head was told. */
  lookUpTo(head: number): void;
}

interface Parts {
  readonly log: Pick<EventLog, 'read' | 'head'>;
  readonly onReadingFailed: (error: unknown) => void;
  readonly onListenerFailed: (error: unknown) => void;
}

export function followTopic(topic: string, { log, onReadingFailed, onListenerFailed }: Parts): FollowedTopic {
  const listeners = new Set<Listener>();
  const head = log.head(topic);
  let cursor = isLater(head) ? null : head;
  let hasGrown = false;
  let reading = false;
  const waiting: LiveEvent[] = [];
  const anchored = isLater(head)
    ? Promise.resolve(head).then((position) => {
        cursor = position;
        return position;
      })
    : head;

  function tell(events: readonly RecordedEvent[], live: readonly LiveEvent[]): void {
    cursor = events.at(-1)?.position ?? cursor;
    if (events.length + live.length === 0) return;
    const published = { events, live };
    for (const listener of listeners) tellListener(listener, published, onListenerFailed);
  }

  async function read(): Promise<void> {
    if (reading) return;
    reading = true;
    try {
      let after = await anchored;
      while (hasGrown) {
        hasGrown = false;
        after = cursor ?? after;
        for (let page = await log.read(topic, after, PAGE); page.length > 0;) {
          tell(page, []);
          after = cursor ?? after;
          page = page.length < PAGE ? [] : await log.read(topic, after, PAGE);
        }
      }
      reading = false;
      tell([], waiting.splice(0));
    } catch (error) {
      reading = false;
      hasGrown = true;
      onReadingFailed(error);
    }
  }

  function look(): void {
    hasGrown = true;
    void read();
  }

  return {
    listeners,
    attendance: createAttendance(),
    get from() {
      return cursor ?? anchored;
    },
    take(events, live) {
      const [first] = events;
      if (cursor === null || reading || hasGrown || (first && first.previous > cursor)) {
        hasGrown ||= first !== undefined;
        waiting.push(...live);
        void read();
        return;
      }
      const at = cursor;
      tell(first && first.position <= at ? events.filter(({ position }) => position > at) : events, live);
    },
    look,
    lookUpTo(position) {
      if (hasGrown || cursor === null || position > cursor) look();
    },
  };
}

/** A listener that throws does not keep others from being told. */
export function tellListener(
  listener: Listener,
  published: Published,
  onFailed: (error: unknown) => void,
): void {
  try {
    listener(published);
  } catch (error) {
    onFailed(error);
  }
}
