import { hears, isLater, type LiveEvent, type Page, type Published } from '@tic-tac-toe/domain/kit';
import { MAX_WAITING_EVENTS } from '../limits.ts';
import { signedIn } from './access.ts';
import type { Context } from './context.ts';
import { refuse } from './errors.ts';
import type { ToldEvent } from './observer.ts';
import type { Place, ReadingQueue } from './reading-queue.ts';

/** Events of the log that are looked at at a time. */
const PAGE = 100;

/** Timers cannot be set for longer (2³¹ − 1 ms, 24 days). */
const LONGEST_TIMER_MS = 2_147_483_647;

export interface Subscription {
  readonly context: Context;
  /** Where all who catch up wait for their turn to read. */
  readonly readers: ReadingQueue;
  readonly topic: string;
  /** Who listens; null for who is not signed in. */
  readonly actor: string | null;
  /** Where to go on from; undefined for what happens from now on. */
  readonly lastEventId: number | undefined;
}

/** An event as it is told. */
export type Told = Pick<LiveEvent, 'type' | 'data'>;

/** Where a subscriber is told what happens. */
export interface Sink {
  /** Null where there is room for more. Else resolves when there is, and rejects where nobody will take it. */
  room(): Promise<void> | null;
  /** @param position where the subscriber stands once it knows the event */
  tell(event: Told, position: number): void;
  /** Tells all events of a commit. The same object comes to all who are told the same. */
  tellAll(published: Published): void;
  /** Nothing more will be told. @param error why; undefined where nobody is there to take it */
  end(error?: unknown): void;
}

/** An event that waits to be told. */
interface Waiting {
  readonly event: LiveEvent;
  /** Null for a live one, which has no row in the log. */
  readonly position: number | null;
}

/**
 * Tells a subscriber the events of a topic, in the order of the log, with no gap and no double:
 *
 * 1. Listen. From here on, no commit goes unnoticed, whichever server makes it.
 * 2. Catch up: read the log after the cursor, page by page, until a read has found all there was and nothing
 *    was committed since it began. A cursor that the log does not reach is told to resynchronise. For each page
 *    it waits for its turn, so that a long history keeps nobody else from anything.
 * 3. Follow: from that moment on, the rows that commits hand over are enough. A row that was read already is
 *    known by its position.
 *
 * It ends when it is stopped, when nobody takes what it tells, and with the session of the subscriber.
 */
export class Subscriber {
  readonly #of: Subscription;
  readonly #sink: Sink;
  #phase: 'reading' | 'following' | 'over' = 'reading';
  /** The subscriber has been told all up to here. */
  #cursor = 0;
  #waiting: Waiting[] = [];
  /** Events of the log have come since the last read began. */
  #missed = false;
  /** Waits for room: what comes meanwhile waits, too. */
  #stalled = false;
  #letGo: (() => void)[] = [];
  /** Its place among those who read. */
  #place: Place | null = null;

  constructor(subscription: Subscription, sink: Sink) {
    this.#of = subscription;
    this.#sink = sink;
  }

  /** @throws TRPCError TOO_MANY_REQUESTS */
  begin(): void {
    const { context, topic, actor } = this.#of;
    const release = context.limits.subscription(context);
    // Of those who are nobody, each connection is one.
    const who = actor ?? context.socketSessionId ?? undefined;
    const listening = context.app.listen(topic, (published) => this.#receive(published), who);
    this.#letGo = [release, listening.stop];
    if (actor !== null) this.#letGo.push(atExpiry(context, () => this.check()));
    const { from } = listening;
    if (!isLater(from)) this.#beginAt(from);
    else
      from.then(
        (position) => this.#beginAt(position),
        (error: unknown) => this.#end(error),
      );
  }

  /** From here on nothing more is told, nor the end of it. */
  stop(): void {
    this.#phase = 'over';
    this.#waiting = [];
    this.#place?.giveUp();
    for (const letGo of this.#letGo.splice(0)) letGo();
  }

  /** Ends where the subscriber may not hear more. @returns whether it goes on */
  check(): boolean {
    if (this.#phase === 'over') return false;
    const { context, actor } = this.#of;
    if (actor === null || signedIn(context)?.userId === actor) return true;
    this.#end(refuse('UNAUTHORIZED', 'SIGN_IN_REQUIRED', 'The session has ended.'));
    return false;
  }

  #end(error?: unknown): void {
    if (this.#phase === 'over') return;
    this.stop();
    this.#sink.end(error);
  }

  /** @param head what comes after it is handed over */
  #beginAt(head: number): void {
    if (this.#phase === 'over') return;
    const { lastEventId = head } = this.#of;
    this.#cursor = lastEventId;
    // Who has the newest event has nothing to catch up with, and who names none wants nothing else.
    if (this.#of.lastEventId === undefined || (lastEventId === head && !this.#missed)) return this.#follow();
    const recent = this.#of.context.app.recent(this.#of.topic, lastEventId);
    if (recent && recent.length <= PAGE) {
      this.#keepFirst(recent);
      this.#follow();
    } else this.#catchUp().catch((error: unknown) => this.#end(error));
  }

  async #catchUp(): Promise<void> {
    const { app } = this.#of.context;
    const { topic } = this.#of;
    let isKnown = await app.log.stoodAt(topic, this.#cursor);
    while (this.#phase === 'reading') {
      const page = await this.#read(isKnown);
      if (page === null) {
        isKnown = true;
        const position = Math.max(await app.log.floor(topic), await app.log.head(topic));
        if (!(await this.#hasRoom())) return;
        this.#cursor = position;
        this.#tell({ type: 'Resync', data: { position } }, position);
        continue;
      }
      if (page === 'over') return;
      for (const event of page.events) {
        if (!(await this.#hasRoom())) return;
        this.#tell(event, event.position);
      }
      this.#cursor = page.upTo;
      if (page.isLast && !this.#missed) return this.#follow();
    }
  }

  /** The next page, in its turn; null where the log does not reach the cursor. */
  async #read(isKnown: boolean): Promise<Page | null | 'over'> {
    const { context, readers, topic, actor } = this.#of;
    this.#place = readers.enter(context.network);
    const { turn, leave } = this.#place;
    if (!(await turn)) return 'over';
    try {
      // Pages may hold nothing to tell: what ends a subscription must end it here, too.
      if (!this.check()) return 'over';
      this.#missed = false;
      const { log } = context.app;
      const page = isKnown ? await log.readFor(actor, topic, this.#cursor, PAGE) : null;
      // Asked after reading: what is pruned while we read is noticed too.
      return (await log.floor(topic)) > this.#cursor ? null : page;
    } finally {
      // Not held while events are told: a subscriber that does not read would keep it.
      leave();
      this.#place = null;
    }
  }

  /** Waits for room, if there is none. @returns false where nothing more may be told */
  async #hasRoom(): Promise<boolean> {
    try {
      await this.#sink.room();
    } catch {
      this.#end();
    }
    return this.check();
  }

  #follow(): void {
    this.#phase = 'following';
    this.#tellWaiting();
  }

  #receive(published: Published): void {
    const { events, live } = published;
    if (this.#phase === 'reading' && this.#of.lastEventId !== undefined) {
      this.#missed ||= events.length > 0;
      this.#keep([], live);
      return;
    }
    const isAlone = this.#phase === 'following' && this.#waiting.length === 0 && this.#isNewToAll(published);
    this.#keep(events, live);
    if (isAlone) this.#tellAtOnce(published);
    else this.#tellWaiting();
  }

  /** What waits is what this commit has published, all of it. */
  #tellAtOnce(published: Published): void {
    if (!this.check()) return;
    const room = this.#sink.room();
    if (room) return this.#tellLater(room);
    const { events } = published;
    // Whoever was asked for room may have brought more.
    if (this.#waiting.length !== events.length || this.#waiting[0]?.event !== events[0])
      return this.#tellWaiting();
    this.#waiting = [];
    this.#cursor = events.at(-1)?.position ?? this.#cursor;
    this.#sink.tellAll(published);
    this.#of.context.observer?.told(events);
  }

  /** Nothing to leave out, and nothing whose place depends on the subscriber. */
  #isNewToAll({ events: [first, ...others], live }: Published): boolean {
    if (!first || live.length > 0 || first.position <= this.#cursor) return false;
    return first.audience === 'everyone' && others.every(({ audience }) => audience === 'everyone');
  }

  /** Live events that came meanwhile are told after them. */
  #keepFirst(events: Published['events']): void {
    const live = this.#waiting;
    this.#waiting = [];
    this.#keep(events, []);
    this.#waiting.push(...live);
  }

  #keep(events: Published['events'], live: Published['live']): void {
    const { actor } = this.#of;
    for (const event of events)
      if (hears(event.audience, actor)) this.#waiting.push({ event, position: event.position });
    for (const event of live) if (hears(event.audience, actor)) this.#waiting.push({ event, position: null });
    if (this.#waiting.length <= MAX_WAITING_EVENTS) return;
    const message = 'More events waited than are kept for one subscriber. Resume from the last position.';
    this.#end(refuse('TOO_MANY_REQUESTS', 'SUBSCRIBER_TOO_SLOW', message));
  }

  /** @param hasRoom for one at least */
  #tellWaiting(hasRoom = false): void {
    if (this.#stalled) return;
    for (let isSure = hasRoom; this.#phase === 'following'; isSure = false) {
      const [next] = this.#waiting;
      if (!next || !this.check()) return;
      const room = isSure ? null : this.#sink.room();
      if (room) return this.#tellLater(room);
      if (this.#waiting[0] !== next) continue;
      this.#waiting.shift();
      const { event, position } = next;
      if (position !== null) {
        if (position <= this.#cursor) continue;
        this.#cursor = position;
      }
      this.#tell(event, this.#cursor);
    }
  }

  #tell(event: Told & ToldEvent, position: number): void {
    this.#sink.tell(event, position);
    this.#of.context.observer?.told([event]);
  }

  #tellLater(room: Promise<void>): void {
    if (this.#stalled) return;
    this.#stalled = true;
    room.then(
      () => {
        this.#stalled = false;
        this.#tellWaiting(true);
      },
      () => this.#end(),
    );
  }
}

/** Calls `look` when the caller's session expires, however often it is renewed until then. */
function atExpiry(context: Context, look: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  function wait(): void {
    const left = (context.identity?.expiresAt ?? 0) - context.now();
    if (left <= 0) return look();
    timer = setTimeout(wait, Math.min(left, LONGEST_TIMER_MS));
  }
  wait();
  return () => clearTimeout(timer);
}
