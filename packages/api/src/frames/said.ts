import type { Published } from '@tic-tac-toe/domain/kit';
import type { Told } from '../router/subscriber.ts';

/** Messages to a client, as JSON. The same object is said to all who are told the same. */
export interface Said {
  readonly texts: readonly string[];
  /** What the transport makes of them: once, however many clients it is for. */
  bytes?: Uint8Array;
}

const eventTexts = new WeakMap<Told, string>();

/** An event as JSON, made once however many hear it. */
function textOf(event: Told): string {
  const known = eventTexts.get(event);
  if (known !== undefined) return known;
  const { type, data } = event;
  const text = JSON.stringify({ type, data });
  eventTexts.set(event, text);
  return text;
}

/** @param head how messages of this subscription begin, up to their `result` */
export const eventFrame = (head: string, event: Told, position: number): string =>
  `${head}"result":{"type":"data","data":{"id":"${position}","data":${textOf(event)}},"id":"${position}"}}`;

const saidOf = new WeakMap<Published, Map<string, Said>>();

/** All events of a commit. Clients number their subscriptions alike: watchers of a game are told the very same. */
export function commitFrames(head: string, published: Published): Said {
  let byHead = saidOf.get(published);
  if (!byHead) saidOf.set(published, (byHead = new Map<string, Said>()));
  let said = byHead.get(head);
  if (!said) {
    said = { texts: published.events.map((event) => eventFrame(head, event, event.position)) };
    byHead.set(head, said);
  }
  return said;
}
