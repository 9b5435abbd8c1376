import type { Published } from '../define/application.types.ts';
import type { RecordedEvent } from '../ports.ts';

/** Events that are kept: all those of some five hundred classic games. */
const MOST_EVENTS = 16_384;

/** Events of one topic, at least half of which are kept: a feed that never ends must not push out all games. */
const MOST_OF_TOPIC = 256;

/** The newest events of the topics that had some lately, as this server committed them. */
export interface RecentEvents {
  take(published: Published): void;
  /** The events of a topic after a position, oldest first; null where the log has to be read for them. */
  after(topic: string, position: number): readonly RecordedEvent[] | null;
  /** Where a topic stands; null where the log has to be asked. */
  head(topic: string): number | null;
  clear(): void;
}

interface Recent {
  /** All events of the topic after this position are here. */
  from: number;
  readonly events: RecordedEvent[];
}

/** Two halves, of which the older goes at once: to put topics in order for each event would cost more than the event. */
export function createRecentEvents(most = MOST_EVENTS): RecentEvents {
  let newer = new Map<string, Recent>();
  let older = new Map<string, Recent>();
  /** Events in the newer half. */
  let count = 0;

  const find = (topic: string): Recent | undefined => newer.get(topic) ?? older.get(topic);

  function add(topic: string, event: RecordedEvent): void {
    let recent = newer.get(topic);
    if (!recent) {
      recent = older.get(topic) ?? { from: event.previous, events: [] };
      older.delete(topic);
      newer.set(topic, recent);
      count += recent.events.length;
    }
    // One was left out: what is here does not lead up to this one.
    if ((recent.events.at(-1)?.position ?? recent.from) !== event.previous)
      forget(recent, recent.events.length, event.previous);
    recent.events.push(event);
    count += 1;
    if (recent.events.length > MOST_OF_TOPIC) forget(recent, MOST_OF_TOPIC / 2);
  }

  function forget(recent: Recent, first: number, from?: number): void {
    const forgotten = recent.events.splice(0, first);
    recent.from = from ?? forgotten.at(-1)?.position ?? recent.from;
    count -= forgotten.length;
  }

  return {
    take({ events }) {
      for (const event of events) if (event.topic !== null) add(event.topic, event);
      if (count <= most / 2) return;
      older = newer;
      newer = new Map();
      count = 0;
    },
    after(topic, position) {
      const recent = find(topic);
      if (!recent || position < recent.from) return null;
      // Another history, which a restored backup has undone, may have given other positions.
      const isKnown = position === recent.from || recent.events.some((event) => event.position === position);
      return isKnown ? recent.events.filter((event) => event.position > position) : null;
    },
    head: (topic) => find(topic)?.events.at(-1)?.position ?? null,
    clear() {
      newer = new Map();
      older = new Map();
      count = 0;
    },
  };
}
