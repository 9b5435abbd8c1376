import pg from 'pg';
import { doubledOf, type LoggedEvent, lostOf, misheardOf, unheardOf } from '../crash/check.ts';
import { createSetting } from '../crash/server-under-players.ts';
import { pause } from '../support/pause.ts';
import { createWitness, type Witness } from '../support/players.ts';
import { startAskers } from './askers.ts';
import type { Primary } from './primary.ts';
import { type Silences, watchSilences } from './silences.ts';
import { openSite } from './site.ts';
import { type Counts, makeTrouble, plan, type Scene, type TroubleName } from './troubles.ts';

export interface PlayOptions {
  readonly primary: Primary;
  readonly servers: number;
  readonly troubles: Counts;
  /** Pairs of players, each with one game after the other. */
  readonly pairs: number;
  /** How long each thinks before a move, in milliseconds. */
  readonly thinkMs?: number;
  readonly turnMs?: number;
  readonly onTrouble?: (name: TroubleName, longestSilence: number) => void;
}

export interface PlayReport {
  readonly acknowledged: number;
  /** Events that were heard, each compared with the log. */
  readonly heard: number;
  readonly finished: number;
  /** Requests of who asks once, and no second time. */
  readonly asked: number;
  /** Those of them that were refused or cut off, and how. */
  readonly unanswered: readonly string[];
  /** Calls of players that they had to send again. */
  readonly repeated: number;
  /** Turns that ran out. */
  readonly lostTurns: number;
  /** By trouble: the longest time in which some player heard nothing, for each time, in milliseconds. */
  readonly outages: ReadonlyMap<TroubleName, readonly number[]>;
  readonly broken: BrokenPromises;
  /** These, and whatever else is wrong. */
  readonly problems: readonly string[];
}

export interface BrokenPromises {
  /** Acknowledged operations that are not in the log. */
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** Subscribers who heard a gap, a double, or not all. */
  readonly misheard: readonly string[];
}

/** Between the end of a trouble, heard by all, and the next one, in milliseconds. */
const BETWEEN = { least: 200, most: 600 };

/** Nobody hears nothing for longer than this after a trouble. */
const HEARD_WITHIN_MS = 60_000;

/** Lets players play while servers, database and networks fail in turn; then compares what they saw with the log. */
export async function playThrough({
  primary,
  servers,
  troubles,
  pairs,
  thinkMs = 0,
  // A turn outlasts any trouble, so that only players end games.
  turnMs = 120_000,
  onTrouble = () => {},
}: PlayOptions): Promise<PlayReport> {
  const silences = watchSilences();
  const witness = createWitness(silences.heard);
  using setting = await createSetting({ TURN_TIMEOUT_MS: String(turnMs) }, witness);
  const { failed } = setting;
  const site = await openSite({ url: primary.url(), servers, start: setting.start });
  const askers = startAskers(site.url);
  await setting.letPlay(`${site.url}/trpc`, pairs, thinkMs);
  const outages = new Map<TroubleName, number[]>();
  const silent: string[] = [];
  for (const [index, name] of plan(troubles).entries()) {
    if (failed.length + silent.length > 0) break;
    await pause(BETWEEN.least + Math.random() * (BETWEEN.most - BETWEEN.least));
    const member = index % servers;
    const longest = await outageOf(name, { site, primary }, member, silences);
    if (longest === null) silent.push(`after "${name}", somebody heard nothing for ${HEARD_WITHIN_MS} ms`);
    else outages.set(name, [...(outages.get(name) ?? []), longest]);
    onTrouble(name, longest ?? Infinity);
  }
  const { asked, unanswered } = await askers.stop();
  await setting.finish();
  const { broken, others, lostTurns } = await compare(primary.url(), witness);
  await site.end();
  const { acknowledged, heard, finished, repeated } = witness;
  return {
    acknowledged: acknowledged.length,
    heard: heard.reduce((sum, { positions }) => sum + positions.length, 0),
    finished,
    asked,
    unanswered,
    repeated,
    lostTurns,
    outages,
    broken,
    problems: [...failed.map(String), ...silent, ...Object.values(broken).flat(), ...others],
  };
}

/** @returns the longest silence from the trouble until everybody has heard again, in milliseconds; null if somebody has not */
async function outageOf(
  name: TroubleName,
  scene: Scene,
  index: number,
  silences: Silences,
): Promise<number | null> {
  const member = scene.site.members[index];
  if (!member) throw new Error(`There is no server ${index}.`);
  silences.begin();
  await makeTrouble(name, scene, member);
  const ended = performance.now();
  while (!silences.areOverSince(ended)) {
    if (performance.now() - ended > HEARD_WITHIN_MS) return null;
    await pause(10);
  }
  return silences.longest();
}

const CHAINS = `
  SELECT topic, position FROM (
    SELECT topic, position, previous, lag(position, 1, 0::bigint) OVER (PARTITION BY topic ORDER BY position) AS before
    FROM events WHERE topic IS NOT NULL
  ) AS chain WHERE previous <> before`;

async function compare(url: string, witness: Witness) {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<Omit<LoggedEvent, 'position'> & { readonly position: string }>(
    'SELECT position, topic, operation, sequence FROM events ORDER BY position',
  );
  const open = await client.query<{ id: string }>(
    `SELECT id FROM states WHERE kind = 'games.game' AND stage <> 'Ended'`,
  );
  const broken = await client.query<{ topic: string; position: string }>(CHAINS);
  const timeouts = await client.query(`SELECT FROM events WHERE name = 'games.TurnTimeout'`);
  await client.end();
  const events = rows.map(({ position, ...event }) => ({ ...event, position: Number(position) }));
  return {
    broken: {
      lost: lostOf(events, witness),
      doubled: doubledOf(events),
      misheard: [...misheardOf(events, witness), ...unheardOf(events, witness)],
    },
    others: [
      ...open.rows.map(({ id }) => `game ${id} was not finished`),
      ...broken.rows.map(({ topic, position }) => `the chain of ${topic} breaks at ${position}`),
    ],
    lostTurns: timeouts.rowCount ?? 0,
  };
}
