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

export function createRecentEvents(most = MOST_EVENTS): RecentEvents {
  /** Those that had none for longest come first. */
  const topics = new Map<string, Recent>();
  let count = 0;

  function forget(topic: string): void {
    count -= topics.get(topic)?.events.length ?? 0;
    topics.delete(topic);
  }

  function forgetHalf(recent: Recent): void {
    const forgotten = recent.events.splice(0, MOST_OF_TOPIC / 2);
    recent.from = forgotten.at(-1)?.position ?? recent.from;
    count -= forgotten.length;
  }

  function add(topic: string, event: RecordedEvent): void {
    let recent = topics.get(topic);
    // One was left out: what is here does not lead up to this one.
    const isNext = recent && (recent.events.at(-1)?.position ?? recent.from) === event.previous;
    if (recent && isNext) topics.delete(topic);
    else {
      forget(topic);
      recent = { from: event.previous, events: [] };
    }
    topics.set(topic, recent);
    recent.events.push(event);
    count += 1;
    if (recent.events.length > MOST_OF_TOPIC) forgetHalf(recent);
  }

  return {
    take({ events }) {
      for (const event of events) if (event.topic !== null) add(event.topic, event);
      for (const [topic] of topics) {
        if (count <= most) break;
        forget(topic);
      }
    },
    after(topic, position) {
      const recent = topics.get(topic);
      if (!recent || position < recent.from) return null;
      // Another history, which a restored backup has undone, may have given other positions.
      const isKnown = position === recent.from || recent.events.some((event) => event.position === position);
      return isKnown ? recent.events.filter((event) => event.position > position) : null;
    },
    head: (topic) => topics.get(topic)?.events.at(-1)?.position ?? null,
    clear() {
      topics.clear();
      count = 0;
    },
  };
}
