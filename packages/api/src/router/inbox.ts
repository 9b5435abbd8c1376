import type { Audience, LiveEvent, Published } from '@tic-tac-toe/domain/kit';
import { MAX_WAITING_EVENTS } from '../limits.ts';

/** An event that waits to be told. */
export interface Waiting {
  readonly event: LiveEvent;
  /** Null for a live one, which has no row in the log. */
  readonly position: number | null;
}

/** What was published and not yet told to one subscriber, at most `MAX_WAITING_EVENTS`; and how it is woken. */
export interface Inbox {
  /** Takes in what a commit published, and wakes the subscriber. */
  receive(published: Published): void;
  /**
   * Until this is called, events of the log are not kept, since the subscriber reads them there; live ones are.
   * @returns false, and keeps none, where some came since `lookedUp` was called
   */
  keepFromNow(): boolean;
  /** The subscriber is about to read the log. */
  lookedUp(): void;
  /** The oldest event that waits. */
  shift(): Waiting | undefined;
  /** More came than are kept. */
  readonly overflown: boolean;
  /** Resolves at the next `wake`. */
  woken(): Promise<void>;
  wake(): void;
}

export function createInbox(hears: (audience: Audience) => boolean): Inbox {
  let waiting: Waiting[] = [];
  let keeps = false;
  let missed = false;
  let overflown = false;
  let ring: (() => void) | null = null;

  function wake(): void {
    ring?.();
    ring = null;
  }

  function push(event: LiveEvent, position: number | null): void {
    if (overflown || !hears(event.audience)) return;
    if (waiting.length < MAX_WAITING_EVENTS) {
      waiting.push({ event, position });
    } else {
      waiting = [];
      overflown = true;
    }
  }

  return {
    receive({ events, live }) {
      if (keeps) for (const event of events) push(event, event.position);
      else missed ||= events.length > 0;
      for (const event of live) push(event, null);
      if (waiting.length > 0 || overflown) wake();
    },
    keepFromNow() {
      keeps = !missed;
      return keeps;
    },
    lookedUp() {
      missed = false;
    },
    shift: () => waiting.shift(),
    get overflown() {
      return overflown;
    },
    woken: () =>
      new Promise((resolve) => {
        ring = resolve;
      }),
    wake,
  };
}
