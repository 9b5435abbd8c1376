import {
  type AnyProjection,
  type Generation,
  NO_PROGRESS,
  type Progress,
  progress,
  rowsOf,
} from '../define/projection.ts';
import {
  type Clock,
  type Commit,
  type EventLog,
  NO_READS,
  type RecordedEvent,
  type StateReader,
  type StateWrite,
  type Store,
  VersionConflict,
} from '../ports.ts';
import { rebuildKey } from './rebuilds.ts';

/** Events that are looked at in one step: some milliseconds' work. */
const PAGE = 1_000;

/** Rows that are deleted in one step. */
const DELETED_AT_ONCE = 500;

/** How long the rows of a generation outlive it: a query may be reading them. */
const RETIRED_FOR_MS = 10_000;

/** How many events that concern nobody may be read once more after a crash: less than a step's commit costs. */
const NOT_WORTH_A_COMMIT = 50_000;

export interface ProjectingParts {
  /** What it has committed lately is at hand: rows are read from here. */
  readonly store: Pick<Store, 'commit' | 'timer' | 'load'>;
  readonly reader: Pick<StateReader, 'load' | 'page'>;
  readonly log: Pick<EventLog, 'readAll'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** What lies in the store of how far a projection is. */
interface Stored {
  readonly version: number;
  readonly progress: Progress;
}

/** What a step has found out, and may or may not be worth a commit. */
interface Advance {
  readonly generation: Generation;
  readonly writes: readonly StateWrite[];
  readonly isLast: boolean;
}

/** What a step has done. */
export interface Step {
  /** Whether there is more to do at once. */
  readonly hasMore: boolean;
  /** How many rows it wrote. */
  readonly rows: number;
  /** Whether another server was found to take it further: all that this one did would be done twice. */
  readonly isLeft?: boolean;
}

export const NOTHING: Step = { hasMore: false, rows: 0 };
const MORE: Step = { hasMore: true, rows: 0 };
const LEFT: Step = { ...NOTHING, isLeft: true };

/** Takes one projection further, step by step. */
export class Projecting {
  readonly name: string;
  private readonly projection: AnyProjection;
  private readonly parts: ProjectingParts;
  private readonly names: readonly string[];
  /** By generation: how far it was read without a commit. */
  private readonly readUpTo = new Map<number, number>();
  /** By generation: since when it is known to be retired. */
  private readonly retiredSince = new Map<number, number>();

  constructor(projection: AnyProjection, parts: ProjectingParts) {
    this.projection = projection;
    this.parts = parts;
    this.name = projection.name;
    this.names = projection.events.map(({ name }) => name);
  }

  /**
   * Events are read, and rows and the position that they stand at are kept in one commit. So a crash loses nothing and
   * doubles nothing, and of two servers that take the same step one is refused. That one leaves the projection to the other for as
   * long as it finds it further on each time.
   *
   * 1. Where no generation was built by this version of the projection, or somebody asks for a new one: begin to build it.
   * 2. Take the generation that answers queries, and the one that is built, a page of the log further.
   * 3. Where the one that is built has reached the end of the log, it is the one that answers.
   * 4. Delete what was retired, a portion at a time.
   */
  async step(): Promise<Step> {
    try {
      const stored = await this.load();
      if (this.isTakenFurther(stored.progress)) return LEFT;
      const isAsked = (await this.parts.store.timer(rebuildKey(this.name))) !== undefined;
      if (isAsked || isOutdated(stored.progress, this.projection.version)) {
        await this.begin(stored, isAsked);
        return MORE;
      }
      const done = await this.goOn(stored);
      return { ...done, hasMore: done.hasMore || (await this.clean(await this.load())) };
    } catch (error) {
      // Another server took this step.
      if (error instanceof VersionConflict) return MORE;
      throw error;
    }
  }

  /** Whether another server has taken a generation further than this one knew until now. */
  private isTakenFurther({ serving, building }: Progress): boolean {
    let isFurther = false;
    for (const generation of [serving, building]) {
      if (generation?.version !== this.projection.version) continue;
      const { number, position } = generation;
      const known = this.readUpTo.get(number);
      isFurther ||= known !== undefined && position > known;
      this.readUpTo.set(number, Math.max(position, known ?? 0));
    }
    return isFurther;
  }

  private async load(): Promise<Stored> {
    const found = await this.parts.reader.load(progress, this.name);
    // A store holds what was written for this definition.
    return { version: found?.version ?? 0, progress: (found?.state as Progress | undefined) ?? NO_PROGRESS };
  }

  private async keep(stored: Stored, next: Progress, parts: Partial<Commit> = {}): Promise<void> {
    const write = { definition: progress, id: this.name, expected: stored.version, next };
    await this.parts.store.commit({
      reads: NO_READS,
      events: [],
      timers: [],
      receipts: [],
      ...parts,
      states: [...(parts.states ?? []), write],
    });
  }

  private async begin(stored: Stored, isAsked: boolean): Promise<void> {
    const { serving, building, retired } = stored.progress;
    const number = 1 + Math.max(0, serving?.number ?? 0, building?.number ?? 0, ...retired);
    const next = {
      serving,
      building: { number, version: this.projection.version, position: 0 },
      retired: building ? [...retired, building.number] : retired,
    };
    await this.keep(stored, next, { timers: isAsked ? [{ cancel: rebuildKey(this.name) }] : [] });
  }

  private async goOn(stored: Stored): Promise<Step> {
    const serving = await this.advance(stored.progress.serving);
    const building = await this.advance(stored.progress.building);
    const advances = [serving, building].filter((each) => each !== null);
    const isBuilt = building?.isLast === true;
    const next = isBuilt
      ? served(stored.progress, building.generation)
      : {
          ...stored.progress,
          serving: serving?.generation ?? stored.progress.serving,
          building: building?.generation ?? stored.progress.building,
        };
    const states = advances.flatMap(({ writes }) => writes);
    if (isBuilt || states.length > 0 || isFarAhead(stored.progress, advances))
      await this.keep(stored, next, { states });
    for (const { generation } of advances) this.readUpTo.set(generation.number, generation.position);
    return { hasMore: advances.some(({ isLast }) => !isLast), rows: states.length };
  }

  private async advance(generation: Generation | null): Promise<Advance | null> {
    // Another version of this projection, on another server, takes care of its own.
    if (generation?.version !== this.projection.version) return null;
    const { log, store } = this.parts;
    const after = Math.max(generation.position, this.readUpTo.get(generation.number) ?? 0);
    const { events, upTo, isLast } = await log.readAll(this.names, after, PAGE);
    const writes = await fold(this.projection, generation, events, store);
    return { generation: { ...generation, position: upTo }, writes, isLast };
  }

  /** @returns whether it may find more */
  private async clean(stored: Stored): Promise<boolean> {
    const now = this.parts.clock.now();
    const { retired } = stored.progress;
    for (const number of retired) if (!this.retiredSince.has(number)) this.retiredSince.set(number, now);
    const old = retired.find((number) => now - (this.retiredSince.get(number) ?? now) >= RETIRED_FOR_MS);
    if (old === undefined) return false;
    const definition = rowsOf(this.projection, old);
    const rows = await this.parts.reader.page(definition, null, DELETED_AT_ONCE);
    const states = rows.map(({ id, version: expected }) => ({ definition, id, expected, next: undefined }));
    const left = retired.filter((number) => number !== old || rows.length > 0);
    await this.keep(stored, { ...stored.progress, retired: left }, { states });
    return true;
  }
}

/** Neither built by this version nor about to be, nor by a later one, which leaves this one behind. */
const isOutdated = ({ serving, building }: Progress, version: number): boolean =>
  Math.max(serving?.version ?? 0, building?.version ?? 0) < version;

const served = ({ serving, retired }: Progress, built: Generation): Progress => ({
  serving: built,
  building: null,
  retired: serving ? [...retired, serving.number] : retired,
});

const isFarAhead = (kept: Progress, advances: readonly Advance[]): boolean =>
  advances.some(({ generation: { number, position } }) => {
    const before = [kept.serving, kept.building].find((each) => each?.number === number);
    return position - (before?.position ?? 0) > NOT_WORTH_A_COMMIT;
  });

/** What these events make of a generation's rows. */
async function fold(
  projection: AnyProjection,
  { number }: Generation,
  events: readonly RecordedEvent[],
  store: Pick<Store, 'load'>,
): Promise<readonly StateWrite[]> {
  const definition = rowsOf(projection, number);
  // Each row was made by this function, or is the initial one.
  const evolve = projection.evolve as (row: unknown, event: RecordedEvent, key: string) => unknown;
  const concerned = events.map((event) => ({ event, keys: projection.keys(event) }));
  const keys = [...new Set(concerned.flatMap((each) => each.keys))];
  const found = await Promise.all(keys.map(async (key) => store.load(definition, key)));
  const rows = new Map(keys.map((key, index) => [key, found[index]?.state ?? projection.initial]));
  for (const { event, keys: own } of concerned) {
    for (const key of own) rows.set(key, evolve(rows.get(key), event, key));
  }
  return keys.map((key, index) => ({
    definition,
    id: key,
    expected: found[index]?.version ?? 0,
    next: rows.get(key),
  }));
}
