import { and, asc, count, desc, eq, gt, gte, isNotNull, isNull, type SQL, sql, sum } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import {
  type IndexEntry,
  indexEntriesOf,
  type Sample,
  sampleProblem,
  type ShapeMismatch,
  type Shapes,
} from '@tic-tac-toe/domain/kit';
import { DatabaseRefused } from '../failures.ts';
import { createDictionary } from '../ports/dictionary.ts';
import { createEntries, NO_SHAPES } from '../ports/entries.ts';
import { entries, eventShapes, stateIndexes, states, timers, topics } from '../schema.ts';

type Db = BetterSQLite3Database;

/** States per read when their index entries are rebuilt. */
const PAGE = 1_000;

/** A sample, and how many rows it stands for: these are counted only for an error message. */
interface Found extends Sample {
  /** @param alike counts the rows of its stage only, or all of its version */
  readonly count: (alike: 'stage' | 'version') => number;
}

interface FoundState extends Found {
  readonly id: string;
}

/**
 * Checks that this version can read all shapes in the file, and rebuilds the index entries of states where this version
 * makes others. It takes a few index lookups for each kind, stage and type, however large the file is. Only timers,
 * which are few, are all read.
 * @throws DatabaseRefused `NEWER`, `UNREADABLE`
 */
export function checkShapes(db: Db, shapes: Shapes, file: string): void {
  const stored = [...stateSamples(db)];
  const problems = [...stored, ...eventSamples(db), ...timerSamples(db)].flatMap((sample) => {
    const problem = sampleProblem(shapes, sample);
    return problem ? [{ sample, problem }] : [];
  });
  const worst = problems.find(({ problem }) => problem.reason === 'NEWER') ?? problems[0];
  if (worst) throw refusalOf(file, worst.sample, worst.problem);
  const kinds = stored.filter((sample) => isFiledOtherwise(db, shapes, sample)).map(({ name }) => name);
  for (const kind of new Set(kinds)) fileAnew(db, shapes, kind);
}

function refusalOf(file: string, sample: Found, { reason, message: why }: ShapeMismatch): DatabaseRefused {
  const { of, name, version } = sample;
  const isOfStage = reason === 'UNFIT' && sample.stage !== null;
  const rows = sample.count(isOfStage ? 'stage' : 'version');
  const those = isOfStage ? `${name} (${sample.stage})` : name;
  const what = `${rows} ${of}${rows === 1 ? '' : 's'} ${those} of version ${version}`;
  return reason === 'NEWER'
    ? new DatabaseRefused(
        'NEWER',
        `${file} was written by a newer version: it holds ${what}, and ${why}. Use that version, or a backup from before the update.`,
      )
    : new DatabaseRefused(
        'UNREADABLE',
        `${file} holds ${what}, which this version cannot read: ${why}. It was left as it is: use the version that has written it, or one that can read it.`,
      );
}

/** Each kind and version in the file. Skips from one to the next by the index, without reading the rows between. */
function* stateVersions(db: Db): Generator<{ readonly kind: string; readonly version: number }> {
  const after = (kind: string, version: number) =>
    db
      .select({ kind: states.kind, version: states.schemaVersion })
      .from(states)
      .where(sql`(${states.kind}, ${states.schemaVersion}) > (${kind}, ${version})`)
      .orderBy(asc(states.kind), asc(states.schemaVersion))
      .limit(1)
      .get();
  for (let next = after('', 0); next; next = after(next.kind, next.version)) yield next;
}

/** Likewise, each stage of a kind and version; null for states without one. */
function* stagesOf(db: Db, ofVersion: SQL | undefined): Generator<string | null> {
  yield null;
  const after = (stage: string) =>
    db
      .select({ stage: states.stage })
      .from(states)
      .where(and(ofVersion, gt(states.stage, stage)))
      .orderBy(asc(states.stage))
      .limit(1)
      .get()?.stage ?? null;
  for (let next = after(''); next !== null; next = after(next)) yield next;
}

/** The oldest and the newest state of each kind, version and stage. */
function* stateSamples(db: Db): Generator<FoundState> {
  for (const { kind, version } of stateVersions(db)) {
    const ofVersion = and(eq(states.kind, kind), eq(states.schemaVersion, version));
    for (const stage of stagesOf(db, ofVersion)) {
      const alike = and(ofVersion, stage === null ? isNull(states.stage) : eq(states.stage, stage));
      for (const order of [asc, desc]) {
        const row = db
          .select()
          .from(states)
          .where(alike)
          .orderBy(order(sql`rowid`))
          .limit(1)
          .get();
        if (!row) continue;
        const data: unknown = JSON.parse(row.data);
        yield {
          of: 'state',
          name: kind,
          stage,
          version,
          data,
          id: row.id,
          count: (of) => countOf(db, of === 'stage' ? alike : ofVersion),
        };
      }
    }
  }
}

/** An event of each type and version. If it was pruned, the log may still hold others like it. */
function* eventSamples(db: Db): Generator<Found> {
  const stored = createEntries(createDictionary(db), NO_SHAPES);
  for (const { id, type, schemaVersion: version, position } of db.select().from(eventShapes).all()) {
    const found = db
      .select({ entry: entries, topic: topics.name })
      .from(entries)
      .leftJoin(topics, eq(topics.id, entries.topic))
      .where(gte(entries.position, position))
      .orderBy(asc(entries.position))
      .limit(1)
      .get();
    const character = String.fromCharCode(id);
    const index = found?.entry.shapes.indexOf(character) ?? -1;
    const event = found && stored.unpack(found.entry, found.topic)[index];
    if (!event) continue;
    const { data } = event;
    yield { of: 'event', name: type, stage: null, version, data, count: () => eventsOf(db, character) };
  }
}

/** How many events have this shape. */
function eventsOf(db: Db, character: string): number {
  const { shapes } = entries;
  const alike = sql`length(${shapes}) - length(replace(${shapes}, ${character}, ''))`;
  return Number(
    db
      .select({ count: sum(alike) })
      .from(entries)
      .get()?.count ?? 0,
  );
}

/** Gives each event a number in the file, so that tools beside the server find those of the kit. */
export function noteShapes(db: Db, { events }: Shapes): void {
  const dictionary = createDictionary(db);
  for (const { name, version } of events.values()) {
    const id = dictionary.characterOf(name, version).charCodeAt(0);
    db.insert(eventShapes)
      .values({ id, type: name, schemaVersion: version, position: 0 })
      .onConflictDoNothing()
      .run();
  }
}

/** A timer of each type and version, for its event and for its update. */
function* timerSamples(db: Db): Generator<Found> {
  const kinds = [
    { type: timers.eventType, version: timers.eventSchemaVersion, data: timers.eventData },
    { type: timers.updateType, version: timers.updateSchemaVersion, data: timers.updateData },
  ];
  for (const { type, version, data } of kinds) {
    const columns = { name: type, version, data, count: count() };
    const rows = db.select(columns).from(timers).where(isNotNull(type)).groupBy(type, version).all();
    for (const { name, data: json, count: rowCount, ...row } of rows) {
      if (name === null || json === null) continue;
      yield { of: 'timer', name, stage: null, ...row, data: JSON.parse(json), count: () => rowCount };
    }
  }
}

const countOf = (db: Db, alike: SQL | undefined): number =>
  db.select({ count: count() }).from(states).where(alike).get()?.count ?? 0;

/** Whether this version makes other index entries for the state than the version that wrote it. */
function isFiledOtherwise(db: Db, { states: kinds }: Shapes, sample: FoundState): boolean {
  const { name: kind, version, data, id } = sample;
  const definition = kinds.get(kind);
  if (!definition) return false;
  const filed = db
    .select({ name: stateIndexes.name, value: stateIndexes.value })
    .from(stateIndexes)
    .where(and(eq(stateIndexes.kind, kind), eq(stateIndexes.id, id)))
    .all();
  const keysOf = (entries: readonly IndexEntry[]) =>
    new Set(entries.map(({ name, value }) => JSON.stringify([name, value])));
  const before = keysOf(filed);
  const now = keysOf(indexEntriesOf(definition, version, data));
  return before.size !== now.size || [...now].some((key) => !before.has(key));
}

/** Rebuilds the index entries of all states of the kind. The next start then finds this version's entries. */
function fileAnew(db: Db, { states: kinds }: Shapes, kind: string): void {
  const definition = kinds.get(kind);
  if (!definition) return;
  db.delete(stateIndexes).where(eq(stateIndexes.kind, kind)).run();
  const page = (after: string | null) =>
    db
      .select()
      .from(states)
      .where(and(eq(states.kind, kind), after === null ? undefined : gt(states.id, after)))
      .orderBy(asc(states.id))
      .limit(PAGE)
      .all();
  for (let rows = page(null); rows.length > 0; rows = page(rows.at(-1)?.id ?? null)) {
    for (const { id, schemaVersion, data } of rows) {
      for (const entry of indexEntriesOf(definition, schemaVersion, JSON.parse(data)))
        db.insert(stateIndexes)
          .values({ kind, id, ...entry })
          .onConflictDoNothing()
          .run();
    }
  }
}
