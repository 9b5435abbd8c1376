import { freeze } from './freeze.ts';
import { hears } from '../define/message.ts';
import type { Page, PendingEvent, RecordedEvent } from '../ports.ts';

/** The event log of the memory store. */
export function createEvents() {
  const topics = new Map<string, RecordedEvent[]>();
  const floors = new Map<string, number>();
  let last = 0;

  const head = (topic: string) => Math.max(topics.get(topic)?.at(-1)?.position ?? 0, floors.get(topic) ?? 0);

  /** Keeps the event itself, with its position. Readers, who are few, get copies. */
  function append(event: PendingEvent): void {
    last += 1;
    event.position = last;
    // An event without a topic is never read back: it only takes up a position.
    if (event.topic === null) return;
    const events = eventsOf(event.topic);
    event.previous = events.at(-1)?.position ?? floors.get(event.topic) ?? 0;
    events.push(event);
  }

  function eventsOf(topic: string): RecordedEvent[] {
    let events = topics.get(topic);
    if (!events) topics.set(topic, (events = []));
    return events;
  }

  const read = (topic: string, after: number, limit: number): readonly RecordedEvent[] => {
    const events = topics.get(topic) ?? [];
    const from = firstAfter(events, after);
    return events.slice(from, from + limit).map((event) => freeze({ ...event }));
  };

  function readFor(actor: string | null, topic: string, after: number, limit: number): Page {
    const looked = read(topic, after, limit);
    return {
      events: looked.filter(({ audience }) => hears(audience, actor)),
      upTo: looked.at(-1)?.position ?? after,
      isLast: looked.length < limit,
    };
  }

  /** Puts all topics together anew: a list of its own would cost every event, and few ask for it. */
  function readAll(names: readonly string[], after: number, limit: number): Page {
    const later = [...topics.values()].flatMap((events) => events.slice(firstAfter(events, after)));
    const looked = later.toSorted((a, b) => a.position - b.position).slice(0, limit);
    return {
      events: looked.filter(({ name }) => names.includes(name)).map((event) => freeze({ ...event })),
      upTo: looked.at(-1)?.position ?? after,
      isLast: looked.length < limit,
    };
  }

  function forget(topic: string, upTo: number): void {
    const events = topics.get(topic);
    events?.splice(0, firstAfter(events, upTo));
    floors.set(topic, Math.max(upTo, floors.get(topic) ?? 0));
  }

  return {
    append,
    read,
    readFor,
    readAll,
    forget,
    /** The number of events so far. */
    count: () => last,
    head,
    heads: (names: readonly string[]) => names.map(head),
    stoodAt: (_topic: string, position: number) => position <= last,
    floor: (topic: string) => floors.get(topic) ?? 0,
  };
}

/** The index of the first event after `position`. */
function firstAfter(events: readonly RecordedEvent[], position: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle]?.position ?? Infinity) <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
