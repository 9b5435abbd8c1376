import {
  type AnyState,
  DatabaseRefused,
  indexEntriesOf,
  sampleProblem,
  type Shapes,
} from '@tic-tac-toe/domain/kit';
import type pg from 'pg';

/** States per read when their index entries are made anew. */
const PAGE = 1_000;

interface StateRow {
  readonly id: string;
  readonly stage: string | null;
  readonly version: number;
  readonly data: unknown;
}

/**
 * Checks that this version can read what is stored, notes what it writes, and makes the index entries of a kind of state
 * anew where it would make others. It takes some look-ups for each kind, however large the database is.
 * @throws DatabaseRefused `NEWER`, `UNREADABLE`
 */
export async function checkShapes(client: pg.Client, shapes: Shapes, database: string): Promise<void> {
  await refuseNewer(client, shapes, database);
  for (const definition of shapes.states.values()) {
    const samples = await samplesOf(client, definition);
    for (const { stage, version, data } of samples) {
      const problem = sampleProblem(shapes, { of: 'state', name: definition.kind, stage, version, data });
      if (problem)
        throw new DatabaseRefused(
          'UNREADABLE',
          `The database ${database} holds a state ${definition.kind} of version ${version}, which this version cannot read: ${problem.message}. It was left as it is: use the version that has written it, or one that can read it.`,
        );
    }
    for (const sample of samples) {
      if (await isFiledAlike(client, definition, sample)) continue;
      await fileAnew(client, definition);
      break;
    }
  }
}

/** Every server notes the versions that it writes, so that an older one sees them without a look at the data. */
async function refuseNewer(client: pg.Client, shapes: Shapes, database: string): Promise<void> {
  const written = [...shapes.states.values()].map(({ kind, version }) => [kind, version] as const);
  for (const { name, version } of shapes.events.values()) written.push([name, version]);
  const { rows } = await client.query<{ name: string; version: number }>('SELECT name, version FROM shapes');
  const known = new Map(written);
  const newer = rows.find(({ name, version }) => version > (known.get(name) ?? Infinity));
  if (newer)
    throw new DatabaseRefused(
      'NEWER',
      `The database ${database} was written by a newer version: it may hold ${newer.name} of version ${newer.version}. Use that version, or a backup from before the update.`,
    );
  await client.query(
    `INSERT INTO shapes (name, version) SELECT * FROM unnest($1::text[], $2::integer[]) AS written(name, version)
     ON CONFLICT (name) DO UPDATE SET version = excluded.version WHERE shapes.version < excluded.version`,
    [written.map(([name]) => name), written.map(([, version]) => version)],
  );
}

/** Of each version of a kind, a state of each stage; found by the index. */
async function samplesOf(client: pg.Client, { kind, version }: AnyState): Promise<readonly StateRow[]> {
  const { rows } = await client.query<StateRow>(
    `WITH RECURSIVE stages AS (
       SELECT version, (SELECT min(coalesce(stage, '')) FROM states WHERE kind = $1 AND schema_version = version) AS stage
       FROM generate_series(1, $2::integer) AS version
       UNION ALL
       SELECT version, (SELECT min(stage) FROM states s
         WHERE s.kind = $1 AND s.schema_version = stages.version AND s.stage > stages.stage)
       FROM stages WHERE stage IS NOT NULL
     )
     SELECT sample.id, sample.stage, sample.schema_version AS version, sample.data
     FROM stages, LATERAL (
       SELECT * FROM states s WHERE s.kind = $1 AND s.schema_version = stages.version
         AND s.stage IS NOT DISTINCT FROM nullif(stages.stage, '') LIMIT 1
     ) AS sample`,
    [kind, version],
  );
  return rows;
}

/** Whether this version makes the same index entries for the state as the version that wrote it. */
async function isFiledAlike(
  client: pg.Client,
  definition: AnyState,
  { id, version, data }: StateRow,
): Promise<boolean> {
  const { rows } = await client.query<{ name: string; value: string }>(
    'SELECT name, value FROM state_indexes WHERE kind = $1 AND id = $2',
    [definition.kind, id],
  );
  const keysOf = (entries: readonly { readonly name: string; readonly value: string }[]) =>
    new Set(entries.map(({ name, value }) => JSON.stringify([name, value])));
  const before = keysOf(rows);
  const now = keysOf(indexEntriesOf(definition, version, data));
  return before.size === now.size && [...now].every((key) => before.has(key));
}

/** Makes the index entries of all states of the kind anew. */
async function fileAnew(client: pg.Client, definition: AnyState): Promise<void> {
  const { kind } = definition;
  await client.query('DELETE FROM state_indexes WHERE kind = $1', [kind]);
  const page = async (after: string | null) =>
    (
      await client.query<StateRow>(
        `SELECT id, schema_version AS version, data FROM states
         WHERE kind = $1 AND ($2::text IS NULL OR id > $2) ORDER BY id LIMIT ${PAGE}`,
        [kind, after],
      )
    ).rows;
  for (let rows = await page(null); rows.length > 0; rows = await page(rows.at(-1)?.id ?? null)) {
    const entries = rows.flatMap(({ id, version, data }) =>
      indexEntriesOf(definition, version, data).map((entry) => ({ id, ...entry })),
    );
    await client.query(
      `INSERT INTO state_indexes (kind, id, name, value)
       SELECT $1, id, name, value FROM json_to_recordset($2) AS e(id text, name text, value text) ON CONFLICT DO NOTHING`,
      [kind, JSON.stringify(entries)],
    );
  }
}
