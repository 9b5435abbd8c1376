import type { Published } from '@tic-tac-toe/domain/kit';
import type { Told } from '../router/subscriber.ts';

/** Messages to a client, as JSON. The same object is said to all who are told the same. */
export interface Said {
  readonly texts: readonly string[];
  /** What the transport makes of them: once, however many clients it is for. */
  frames?: string | Uint8Array;
}

const told = new WeakMap<Told, string>();

/** An event as JSON, made once however many catch up with it. */
function textOf(event: Told): string {
  const known = told.get(event);
  if (known !== undefined) return known;
  const text = JSON.stringify({ type: event.type, data: event.data });
  told.set(event, text);
  return text;
}

const frameOf = (head: string, text: string, position: number): string =>
  `${head}"result":{"type":"data","data":{"id":"${position}","data":${text}},"id":"${position}"}}`;

/** @param head how messages of this subscription begin, up to their `result` */
export const eventFrame = (head: string, event: Told, position: number): string =>
  frameOf(head, textOf(event), position);

/** What was said of a commit: the last one, since all subscribers of a topic are told in a row. */
interface LastCommit {
  readonly published: Published;
  /** Its events as JSON. */
  readonly texts: readonly string[];
  /** Clients number their subscriptions alike: watchers of a game are told the very same. */
  readonly byHead: Map<string, Said>;
}

/** Says all events of a commit. */
export class CommitFrames {
  #last: LastCommit | null = null;

  /** @param head as of `eventFrame` */
  of(head: string, published: Published): Said {
    if (this.#last?.published !== published) this.#last = begin(published);
    const { texts, byHead } = this.#last;
    let said = byHead.get(head);
    if (!said) {
      said = {
        texts: published.events.map(({ position }, index) => frameOf(head, texts[index] ?? '', position)),
      };
      byHead.set(head, said);
    }
    return said;
  }
}

const begin = (published: Published): LastCommit => ({
  published,
  texts: published.events.map(({ type, data }) => JSON.stringify({ type, data })),
  byHead: new Map(),
});
