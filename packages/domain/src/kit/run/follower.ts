import type { Listener, Listening, Published } from '../define/application.types.ts';
import { isLater } from '../define/awaitable.ts';
import { type FollowedTopic, followTopic, tellListener } from './followed-topic.ts';
import type { Clock, EventLog, RecordedEvent, Signals, Told } from '../ports.ts';
import { createRecentEvents } from './recent-events.ts';

/** How often topics are read where other servers write (a signal may be lost), or where a read has failed. */
const LOOK_EVERY_MS = 1_000;

/**
 * Tells listeners each event of their topic once and in order, whichever server has committed it; live events of other servers
 * where these say so, and after what was told of the topic before.
 */
export interface Follower {
  /** Listeners to null are told of each commit of this server, and of no others. */
  listen(topic: string | null, listener: Listener, who?: string): Listening;
  /** Whether anybody listens to a topic on this server. */
  isFollowed(topic: string): boolean;
  /** How many people listen to a topic on this server, those of `but` left out. */
  followers(topic: string, but: readonly string[]): number;
  /** Takes a commit of this server. */
  tell(published: Published): void;
  /** The events of a topic after a position, where they are at hand; null where the log has to be read. */
  recent(topic: string, after: number): readonly RecordedEvent[] | null;
  /** The log may have grown by other means. */
  forget(): void;
}

interface Parts {
  readonly log: Pick<EventLog, 'read' | 'head' | 'heads'>;
  readonly clock: Pick<Clock, 'now' | 'alarm'>;
  readonly signals: Signals | undefined;
  readonly onFailed: (error: unknown) => void;
}

export function createFollower({ log, clock, signals, onFailed }: Parts): Follower {
  const everyone = new Set<Listener>();
  const topics = new Map<string, FollowedTopic>();
  // Where other servers write, what this one has committed is not all.
  const recent = signals ? null : createRecentEvents();
  const followed = { read: log.read, head: (topic: string) => recent?.head(topic) ?? log.head(topic) };
  let endSignals = () => {};
  let endLook: (() => void) | null = null;

  function lookLater(): void {
    endLook ??= clock.alarm(clock.now() + LOOK_EVERY_MS, () => {
      endLook = null;
      lookAtAll();
      if (signals && topics.size > 0) lookLater();
    });
  }

  const onReadingFailed = (error: unknown) => {
    onFailed(error);
    if (topics.size > 0) lookLater();
  };

  const lookAtAll = () => void lookAtHeads(log, topics).catch(onReadingFailed);

  function begin(name: string): FollowedTopic {
    if (topics.size === 0 && signals) {
      endSignals = signals.listen(
        (grown, told) => (grown ? hear(topics, grown, told) : lookAtAll()),
        (event) => void (event.topic !== null && topics.get(event.topic)?.take([], [event])),
      );
      lookLater();
    }
    const topic = followTopic(name, { log: followed, onReadingFailed, onListenerFailed: onFailed });
    topics.set(name, topic);
    // Without a starting position, nothing can be told: the next listener begins anew.
    if (isLater(topic.from)) topic.from.then(undefined, () => end(name, topic));
    return topic;
  }

  function end(name: string, topic: FollowedTopic): void {
    if (topics.get(name) !== topic) return;
    topics.delete(name);
    if (topics.size > 0) return;
    endSignals();
    endLook?.();
    endLook = null;
  }

  return {
    listen(name, listener, who) {
      if (name === null) {
        everyone.add(listener);
        return { from: 0, stop: () => void everyone.delete(listener) };
      }
      const topic = topics.get(name) ?? begin(name);
      topic.listeners.add(listener);
      if (who !== undefined) topic.attendance.enter(who);
      return {
        from: topic.from,
        stop() {
          if (topic.listeners.delete(listener) && who !== undefined) topic.attendance.leave(who);
          if (topic.listeners.size === 0) end(name, topic);
        },
      };
    },

    isFollowed: (topic) => topics.has(topic),
    followers: (topic, but) => topics.get(topic)?.attendance.count(but) ?? 0,
    recent: (topic, after) => recent?.after(topic, after) ?? null,
    forget: () => recent?.clear(),

    tell(published) {
      recent?.take(published);
      for (const listener of everyone) tellListener(listener, published, onFailed);
      if (topics.size > 0) tellTopics(topics, published);
    },
  };
}

/** What a hint tells is worth a look only where somebody listens. */
function hear(
  topics: ReadonlyMap<string, FollowedTopic>,
  grown: readonly string[],
  told: Told | undefined,
): void {
  const followed = grown.filter((name) => topics.has(name));
  if (followed.length === 0) return;
  const events = told?.events() ?? [];
  for (const name of followed) {
    const own = events.filter(({ topic }) => topic === name);
    if (own.length > 0) topics.get(name)?.take(own, []);
    else topics.get(name)?.look();
  }
}

/** Asks for all heads at once, and has only the topics read that have grown. */
async function lookAtHeads(
  log: Pick<EventLog, 'heads'>,
  topics: ReadonlyMap<string, FollowedTopic>,
): Promise<void> {
  const names = [...topics.keys()];
  const heads = await log.heads(names);
  for (const [index, name] of names.entries()) topics.get(name)?.lookUpTo(heads[index] ?? Infinity);
}

function tellTopics(topics: ReadonlyMap<string, FollowedTopic>, published: Published): void {
  for (const [name, { events, live }] of byTopic(published, topics)) topics.get(name)?.take(events, live);
}

/** The published events, by topic, for the topics with listeners. */
function byTopic(published: Published, followed: ReadonlyMap<string, unknown>) {
  type Part = { readonly events: Published['events'][number][]; readonly live: Published['live'][number][] };
  const parts = new Map<string, Part>();
  const of = (topic: string | null): Part | undefined => {
    if (topic === null || !followed.has(topic)) return undefined;
    let part = parts.get(topic);
    if (!part) parts.set(topic, (part = { events: [], live: [] }));
    return part;
  };
  for (const event of published.events) of(event.topic)?.events.push(event);
  for (const event of published.live) of(event.topic)?.live.push(event);
  return parts;
}
