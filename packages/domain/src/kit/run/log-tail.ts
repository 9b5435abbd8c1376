import type { Published } from '../define/application.types.ts';
import type { Page, RecordedEvent } from '../ports.ts';

/** Events that are kept: some seconds of as many moves as a server takes. */
const MOST_EVENTS = 8_192;

/** The end of the log, as this process has committed it: who follows all of it has nothing to read. */
export interface LogTail {
  /** Takes a commit. Those of a process are told one by one, in the order of their positions. */
  take(published: Pick<Published, 'events'>): void;
  /** A page as `EventLog.readAll` makes it; null where the log has to be read for it. */
  after(position: number, limit: number): Page | null;
}

/** @param names of the events that somebody asks for */
export function createLogTail(names: ReadonlySet<string>, most = MOST_EVENTS): LogTail {
  /** What is here is all that was asked for after `from`, up to `upTo`. */
  let from = Infinity;
  let upTo = Infinity;
  let kept: RecordedEvent[] = [];

  function beginAt(position: number): void {
    from = position;
    kept = [];
  }

  return {
    take({ events }) {
      const [first, last] = [events[0], events.at(-1)];
      if (!first || !last) return;
      // Somebody else has written between, or this is the first commit.
      if (first.position !== upTo + 1) beginAt(first.position - 1);
      for (const event of events) if (event.topic !== null && names.has(event.name)) kept.push(event);
      upTo = last.position;
      if (kept.length <= most) return;
      const forgotten = kept.splice(0, kept.length - most / 2);
      from = forgotten.at(-1)?.position ?? from;
    },

    after(position, limit) {
      // After `upTo`, the log has been read further than was told.
      if (position < from || position > upTo) return null;
      const first = firstAfter(kept, position);
      const events = kept.slice(first, first + limit);
      const isLast = first + limit >= kept.length;
      return { events, upTo: isLast ? upTo : (events.at(-1)?.position ?? upTo), isLast };
    },
  };
}

/** @param events by position */
function firstAfter(events: readonly RecordedEvent[], position: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle]?.position ?? Infinity) > position) high = middle;
    else low = middle + 1;
  }
  return low;
}
