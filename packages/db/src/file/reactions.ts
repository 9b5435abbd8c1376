import { and, asc, eq, gte, or, type SQL, sql } from 'drizzle-orm';
import {
  ActorId,
  BusHandlerFailed,
  HandlerRetried,
  KIT,
  nameIn,
  NEVER,
  shapesOf,
  typeIn,
  upcast,
} from '@tic-tac-toe/domain/kit';
import type { z } from 'zod';
import { besideServer } from './beside-server.ts';
import { guarded } from '../failures.ts';
import { toTimer, toTimerRow } from '../ports/rows.ts';
import { createDictionary } from '../ports/dictionary.ts';
import { createEntries, NO_SHAPES } from '../ports/entries.ts';
import { entries, timers, topics } from '../schema.ts';

type Db = Parameters<Parameters<typeof besideServer>[1]>[0];

/** What a handler threw at, and what has become of it since. */
export interface FailedReaction {
  /** Of the event that tells it, the first time; null where the log has forgotten it. */
  readonly position: number | null;
  /** Of the timer by which it is tried again; null where there was none yet. */
  readonly key: string | null;
  readonly handler: string;
  readonly error: string;
  readonly failures: number;
  /** The operation that it failed in first, as the log names it. */
  readonly operation: string;
  /**
   * - `WAITING`: it is tried again by itself
   * - `FAILED`: it has failed for good
   * - `LOST`: it was never tried again. The first edition did so
   */
  readonly state: 'WAITING' | 'FAILED' | 'LOST';
  /** Of what it failed at; undefined where that is not known. */
  readonly data: unknown;
}

/** What is to be tried again: by its position in the log, by its key, or all that has failed for good or is lost. */
export type Which = { readonly position: number } | { readonly key: string } | 'all';

interface Failure extends z.output<typeof BusHandlerFailed.schema> {
  readonly position: number;
  readonly actor: string;
  readonly correlation: string;
  readonly causation: number | null;
  /** The data of its entry, as it was when it was read. */
  readonly packed: string;
}

interface Retry extends z.output<typeof HandlerRetried.schema> {
  readonly key: string;
  readonly isForGood: boolean;
}

const KIT_SHAPES = shapesOf([]);

/** Entries of the log with an event of a type, or without one; their data is as it is stored. */
function logIn(db: Pick<Db, 'select'>) {
  const dictionary = createDictionary(db, false);
  const stored = createEntries(dictionary, NO_SHAPES);
  const find = (where: SQL | undefined) =>
    db
      .select({ row: entries, topic: topics.name })
      .from(entries)
      .leftJoin(topics, eq(topics.id, entries.topic))
      .where(where)
      .orderBy(asc(entries.position))
      .all()
      .flatMap((entry) =>
        stored.unpack(entry.row, entry.topic).map((event, index) => {
          const { schemaVersion: version } = dictionary.shapeAt(entry.row.shapes.charAt(index));
          return { event, version, index, ...entry };
        }),
      );
  return { dictionary, stored, find };
}

/** Without an index, from the file's first page to its last: an operator waits a second, a move nothing. */
function failuresIn(db: Db): readonly Failure[] {
  const { dictionary, find } = logIn(db);
  const characters = dictionary.charactersOf([BusHandlerFailed.name]);
  const retries = retriesIn(db);
  return find(or(sql`false`, ...characters.map((one) => sql`instr(${entries.shapes}, ${one}) > 0`)))
    .filter(({ event }) => event.name === BusHandlerFailed.name)
    .map(({ event, version, row }) => {
      const { position, actor, correlation, causation } = event;
      const failed = BusHandlerFailed.schema.parse(upcast(BusHandlerFailed, version, event.data));
      const retry = failed.retry ?? retries.find((each) => isOf(each, failed))?.key ?? null;
      return { ...failed, retry, position, actor, correlation, causation, packed: row.data };
    });
}

/** Before failures named their timer, what they share with it tells which it is. */
const isOf = ({ operation, handler, effect }: Retry, failed: z.output<typeof BusHandlerFailed.schema>) =>
  operation === failed.operation && handler === failed.handler && effect.name === failed.effect;

const retriesIn = (db: Db): readonly Retry[] =>
  db
    .select()
    .from(timers)
    .where(eq(timers.eventType, HandlerRetried.name))
    .orderBy(asc(timers.key))
    .all()
    .map((row) => toTimer(KIT_SHAPES, row))
    .map(({ key, wakeAt, event }) => ({
      ...HandlerRetried.schema.parse(event.data),
      key,
      isForGood: wakeAt === NEVER,
    }));

/** The handlers that have failed and were not done since, in the file of a running or stopped server. */
export const failedReactions = guarded((file: string): readonly FailedReaction[] =>
  besideServer(file, listOf),
);

function listOf(db: Db): readonly FailedReaction[] {
  const failures = failuresIn(db);
  const lost = failures
    .filter(({ retry }) => retry === null)
    .map(({ position, handler, error, operation, ...failure }) => ({
      position,
      key: null,
      handler,
      error,
      failures: 1,
      operation,
      state: 'LOST' as const,
      data: effectOf(db, { ...failure, operation })?.data,
    }));
  const waiting = retriesIn(db).map(
    ({ key, handler, error, failures: times, operation, isForGood, effect }) => ({
      position: failures.find(({ retry }) => retry === key)?.position ?? null,
      key,
      handler,
      error,
      failures: times,
      operation,
      state: isForGood ? ('FAILED' as const) : ('WAITING' as const),
      data: effect.data,
    }),
  );
  return [...lost, ...waiting].toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0));
}

/** The event that it failed at; undefined where that was a command, which nobody keeps. */
function effectOf(
  db: Db,
  { operation, causation, effect }: Pick<Failure, 'operation' | 'causation' | 'effect'>,
) {
  if (causation === null) return undefined;
  const found = logIn(db)
    .find(eq(entries.operation, operation))
    .find(({ event }) => event.sequence === causation && event.name === effect);
  return found && { version: found.version, type: found.event.name, data: found.event.data };
}

/**
 * Makes the server, now or at its next start, retry what has failed, once: what was done since is not done twice.
 * @returns the number of handlers to be retried
 * @throws RangeError where there is no such failure, or nobody knows any more what it failed at
 */
export const retryReactions = guarded((file: string, which: Which): number =>
  besideServer(file, (db) => {
    if (which === 'all') {
      const failed = retriesIn(db).filter(({ isForGood }) => isForGood);
      const lost = failuresIn(db).filter(({ retry }) => retry === null);
      return [
        ...failed.map(({ key }) => ring(db, key)),
        // Of a command that was lost nothing is left to try again.
        ...lost.map((failure) => retryLost(db, failure) ?? 0),
      ].reduce(sum, 0);
    }
    if ('key' in which) return ring(db, which.key);
    const failure = failuresIn(db).find(({ position }) => position === which.position);
    if (!failure) throw new RangeError(`The log tells of no failure at ${which.position}.`);
    if (failure.retry !== null) return ring(db, failure.retry);
    const count = retryLost(db, failure);
    if (count !== null) return count;
    throw new RangeError(
      `The log no longer has what the handler at ${failure.position} failed at, or it was a command.`,
    );
  }),
);

const sum = (a: number, b: number) => a + b;

/** @returns 0 where its timer is gone: it was done */
const ring = (db: Db, key: string): number =>
  db
    .update(timers)
    .set({ due: 0, wakeAt: 0 })
    .where(and(eq(timers.key, key), eq(timers.eventType, HandlerRetried.name)))
    .run().changes;

/**
 * Sets the timer that nobody had set, and notes in the failure which one that is: once it is gone, it was done.
 * @returns null where nobody knows what it failed at; 0 where somebody else has just done the same
 */
function retryLost(db: Db, failure: Failure): number | null {
  const effect = effectOf(db, failure);
  if (!effect) return null;
  const { position, handler, operation, correlation, actor, error } = failure;
  const key = nameIn(KIT, `retry/${position}`);
  const { type: name, version, data } = effect;
  const event = HandlerRetried({
    handler,
    nth: 0,
    effect: { kind: 'event', name, type: typeIn(name), data, version },
    actor: ActorId.parse(actor),
    operation,
    failures: 1,
    error,
  });
  const timer = { key, due: 0, wakeAt: 0, event, update: null, correlation, setAt: 0 };
  const noted = BusHandlerFailed({ handler, effect: failure.effect, operation, error, retry: key });
  return db.transaction(
    (both) => {
      const { dictionary, stored, find } = logIn(both);
      const told = find(gte(entries.position, position)).find(({ event }) => event.position === position);
      if (told?.row.data !== failure.packed) return 0;
      const shape = dictionary.characterOf(BusHandlerFailed.name, BusHandlerFailed.version);
      const json = JSON.stringify(noted.data);
      const { changes } = both
        .update(entries)
        .set(stored.withData(told.row, told.topic, told.index, { shape, json }))
        .where(eq(entries.position, told.row.position))
        .run();
      if (changes > 0) both.insert(timers).values(toTimerRow(KIT_SHAPES, timer)).run();
      return changes;
    },
    { behavior: 'immediate' },
  );
}
