import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storedEvents } from '@tic-tac-toe/db';
import Database from 'better-sqlite3';
import type { Witness } from '../support/players.ts';

/** What is compared of an event of the log. */
export interface LoggedEvent {
  readonly position: number;
  readonly topic: string | null;
  readonly operation: string;
  readonly sequence: number;
}

type Events = readonly LoggedEvent[];

/** Opens a copy of a database as a crash has left it, its write-ahead log included. */
function openCopy<T>(file: string, look: (database: Database.Database) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'crash-'));
  const copy = join(folder, 'copy.sqlite');
  for (const ending of ['', '-wal']) if (existsSync(file + ending)) cpSync(file + ending, copy + ending);
  const database = new Database(copy);
  try {
    return look(database);
  } finally {
    database.close();
    rmSync(folder, { recursive: true });
  }
}

const json = (text: string) => JSON.parse(text) as Record<string, unknown>;

/** @returns what is wrong with the file: nothing, if all promises are kept */
export function problemsOf(file: string, witness: Witness): string[] {
  return openCopy(file, (database) => {
    const events = storedEvents(database);
    return [
      ...integrity(database),
      ...positions(events),
      ...brokenPromises(events, witness),
      ...timers(database),
    ];
  });
}

/** What players were promised, compared with the log in the order of positions. */
const brokenPromises = (events: Events, witness: Witness): string[] => [
  ...doubledOf(events),
  ...lostOf(events, witness),
  ...misheardOf(events, witness),
];

const integrity = (database: Database.Database): string[] => {
  const answer = database.pragma('integrity_check', { simple: true });
  return answer === 'ok' ? [] : [`integrity check: ${String(answer)}`];
};

function positions(events: Events): string[] {
  const gap = events.findIndex(({ position }, index) => position !== index + 1);
  return gap === -1 ? [] : [`position ${events[gap]?.position} stands at place ${gap + 1}`];
}

export function doubledOf(events: Events): string[] {
  const seen = new Set<string>();
  const again = events.filter(({ operation, sequence }) => {
    const key = `${operation}/${sequence}`;
    return seen.has(key) || !seen.add(key);
  });
  return again.map(({ operation }) => `operation ${operation} has happened twice`);
}

/** Every acknowledged operation is in the log, once, up to the position that its receipt names. */
export function lostOf(events: Events, witness: Witness): string[] {
  const last = new Map<string, number>();
  for (const { operation, position } of events) last.set(operation, position);
  return witness.acknowledged
    .filter(({ operationId, position }) => !((last.get(operationId) ?? Infinity) <= position))
    .map(({ operationId }) => `acknowledged operation ${operationId} is not in the log`);
}

/** What a subscriber heard is the log of its game from where it began: nothing lost, doubled or out of order. */
export function misheardOf(events: Events, witness: Witness): string[] {
  const told = positionsByTopic(events);
  return witness.heard.flatMap(({ gameId, after, positions: got }) => {
    const expected = (told.get(`games/${gameId}`) ?? []).filter((position) => position > after);
    const isPrefix = got.every((position, index) => position === expected[index]);
    return isPrefix ? [] : [`a subscriber of ${gameId} heard ${got.join()} of ${expected.join()}`];
  });
}

function positionsByTopic(events: Events): ReadonlyMap<string, readonly number[]> {
  const byTopic = new Map<string, number[]>();
  for (const { topic, position } of events) {
    if (topic === null) continue;
    const known = byTopic.get(topic);
    if (known) known.push(position);
    else byTopic.set(topic, [position]);
  }
  return byTopic;
}

/** A game that goes on has exactly the timer that its turn, or its wait, needs. */
function timers(database: Database.Database): string[] {
  const keys = new Set(
    (database.prepare('SELECT key FROM timers').all() as { key: string }[]).map(({ key }) => key),
  );
  const games = database.prepare("SELECT id, stage, data FROM states WHERE kind = 'games.game'").all() as {
    id: string;
    stage: string;
    data: string;
  }[];
  return games.flatMap(({ id, stage, data }) => {
    const problems: string[] = [];
    if (keys.has(`games.turn/${id}`) !== (stage === 'InProgress'))
      problems.push(`the turn timer of ${stage} game ${id}`);
    if (keys.has(`games.waiting/${id}`) !== (stage === 'WaitingForPlayers'))
      problems.push(`the waiting timer of ${stage} game ${id}`);
    if (json(data)['gameId'] !== id) problems.push(`the state of game ${id}`);
    return problems;
  });
}

/** @returns games that are not over, and subscribers that have not heard all */
export function unfinishedOf(file: string, witness: Witness): string[] {
  return openCopy(file, (database) => {
    const open = database
      .prepare("SELECT id FROM states WHERE kind = 'games.game' AND stage <> 'Ended'")
      .all() as {
      id: string;
    }[];
    return [
      ...open.map(({ id }) => `game ${id} was not finished`),
      ...unheardOf(storedEvents(database), witness),
    ];
  });
}

/** Subscribers that have not heard all. */
export function unheardOf(events: Events, witness: Witness): string[] {
  const topics = positionsByTopic(events);
  return witness.heard.flatMap(({ gameId, after, positions: got }) => {
    const told = (topics.get(`games/${gameId}`) ?? []).filter((position) => position > after);
    return told.length === got.length
      ? []
      : [`a subscriber of ${gameId} heard only ${got.length} events of ${told.length}`];
  });
}
