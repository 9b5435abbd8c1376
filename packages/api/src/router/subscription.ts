import { hears, type LiveEvent, type Page } from '@tic-tac-toe/domain/kit';
import { type TrackedEnvelope, tracked } from '@trpc/server';
import { signedIn } from './access.ts';
import type { Context } from './context.ts';
import { refuse } from './errors.ts';
import { createInbox, type Inbox } from './inbox.ts';
import type { ReadingQueue } from './reading-queue.ts';

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
  readonly signal: AbortSignal | undefined;
}

type TrackedEvent = TrackedEnvelope<{ readonly type: string; readonly data: unknown }>;

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
 * It ends with the signal, with the connection, and with the session of the subscriber.
 */
export async function* follow(subscription: Subscription): AsyncGenerator<TrackedEvent, void, undefined> {
  const { context, topic, actor, lastEventId, signal } = subscription;
  const inbox = createInbox((audience) => hears(audience, actor));
  const release = context.limits.subscription(context);
  const listening = context.app.listen(topic, inbox.receive);
  const forgetExpiry = actor === null ? () => {} : atExpiry(context, inbox.wake);
  signal?.addEventListener('abort', inbox.wake);
  try {
    const gate = createGate(subscription, inbox);
    // All that is told is news where nothing is read.
    if (lastEventId === undefined) inbox.keepFromNow();
    const now = await listening.from;
    let cursor = lastEventId === undefined ? now : yield* catchUp(subscription, inbox, gate);
    while (!gate.isOver()) {
      const next = inbox.shift();
      if (!next) {
        gate.check();
        await inbox.woken();
        continue;
      }
      if (next.position !== null) {
        if (next.position <= cursor) continue;
        cursor = next.position;
      }
      if (await gate.opens()) yield told(cursor, next.event);
    }
  } finally {
    signal?.removeEventListener('abort', inbox.wake);
    forgetExpiry();
    listening.stop();
    release();
  }
}

/** @returns the cursor, once commits hand over all that comes after it */
async function* catchUp(
  { context: { app, network }, readers, topic, actor, lastEventId = 0, signal }: Subscription,
  inbox: Inbox,
  gate: Gate,
): AsyncGenerator<TrackedEvent, number, undefined> {
  let cursor = lastEventId;
  let isKnown = await app.log.stoodAt(topic, cursor);
  do {
    const leave = await readers.enter(network, signal);
    if (!leave) break;
    let page: Page | null;
    let floor: number;
    try {
      // Pages may hold nothing to tell: what ends a subscription must end it here, too.
      gate.check();
      inbox.lookedUp();
      page = isKnown ? await app.log.readFor(actor, topic, cursor, PAGE) : null;
      // Asked after reading: what is pruned while we read is noticed too.
      floor = await app.log.floor(topic);
    } finally {
      // Not held while events are told: a subscriber that does not read would keep it.
      leave();
    }
    if (!page || floor > cursor) {
      isKnown = true;
      cursor = Math.max(floor, await app.log.head(topic));
      if (!(await gate.opens())) break;
      yield told(cursor, { type: 'Resync', data: { position: cursor } });
      continue;
    }
    for (const event of page.events) {
      if (!(await gate.opens())) return cursor;
      yield told(event.position, event);
    }
    cursor = page.upTo;
    if (page.isLast && inbox.keepFromNow()) break;
  } while (!gate.isOver());
  return cursor;
}

const told = (position: number, { type, data }: Pick<LiveEvent, 'type' | 'data'>): TrackedEvent =>
  tracked(String(position), { type, data });

interface Gate {
  /** The subscriber is gone. */
  isOver(): boolean;
  /** @throws Refusal where the subscriber may not hear more */
  check(): void;
  /** Waits until the connection has room, if it has none. @returns false where the subscriber is gone instead */
  opens(): boolean | Promise<boolean>;
}

/** What each event passes on its way to the subscriber. */
function createGate({ context, actor, signal }: Subscription, inbox: Inbox): Gate {
  let lost = false;
  const isOver = () => lost || signal?.aborted === true;

  function check(): void {
    if (inbox.overflown) {
      const message = 'More events waited than are kept for one subscriber. Resume from the last position.';
      throw refuse('TOO_MANY_REQUESTS', 'SUBSCRIBER_TOO_SLOW', message);
    }
    if (actor !== null && signedIn(context)?.userId !== actor) {
      throw refuse('UNAUTHORIZED', 'SIGN_IN_REQUIRED', 'The session has ended.');
    }
  }

  function opens(): boolean | Promise<boolean> {
    if (isOver()) return false;
    const draining = context.drained();
    if (draining) return whenDrained(draining);
    check();
    return true;
  }

  async function whenDrained(draining: Promise<void>): Promise<boolean> {
    let hasRoom = false;
    draining.then(
      () => {
        hasRoom = true;
        inbox.wake();
      },
      () => {
        lost = true;
        inbox.wake();
      },
    );
    // Woken for other reasons too: a stalled subscriber may go, or be too slow, before there is room.
    while (!hasRoom && !isOver()) {
      check();
      await inbox.woken();
    }
    if (isOver()) return false;
    check();
    return true;
  }

  return { isOver, check, opens };
}

/** Calls `wake` when the caller's session expires, however often it is renewed until then. */
function atExpiry(context: Context, wake: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  function wait(): void {
    const left = (context.identity?.expiresAt ?? 0) - context.now();
    if (left <= 0) return wake();
    timer = setTimeout(wait, Math.min(left, LONGEST_TIMER_MS));
  }
  wait();
  return () => clearTimeout(timer);
}
