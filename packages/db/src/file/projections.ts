import { and, count, eq, max } from 'drizzle-orm';
import { type Progress, progress, rebuildTimer, rowsOf, shapesOf, upcast } from '@tic-tac-toe/domain/kit';
import { besideServer } from './beside-server.ts';
import { guarded } from '../failures.ts';
import { toTimerRow } from '../ports/rows.ts';
import { entries, states, timers } from '../schema.ts';

/** How far a projection is. */
export interface ProjectionState extends Pick<Progress, 'serving' | 'building'> {
  readonly name: string;
  /** Rows that answer queries. */
  readonly rows: number;
  /** Where the log stands. */
  readonly head: number;
  /** Somebody has asked for it to be made anew, and no server has begun yet. */
  readonly isAskedFor: boolean;
}

type Named = Parameters<typeof rowsOf>[0];

/** How far projections are, in the file of a running or stopped server. */
export const projectionStates = guarded(
  (file: string, projections: readonly Named[]): readonly ProjectionState[] =>
    besideServer(file, (db) => {
      const head =
        db
          .select({ position: max(entries.position) })
          .from(entries)
          .get()?.position ?? 0;
      return projections.map((projection) => {
        const { name } = projection;
        const row = db
          .select()
          .from(states)
          .where(and(eq(states.kind, progress.kind), eq(states.id, name)))
          .get();
        const { serving = null, building = null } = row
          ? progress.schema.parse(upcast(progress, row.schemaVersion, JSON.parse(row.data)))
          : {};
        const kind = serving && rowsOf(projection, serving.number).kind;
        const rows = kind
          ? db.select({ count: count() }).from(states).where(eq(states.kind, kind)).get()
          : null;
        const asked = db
          .select()
          .from(timers)
          .where(eq(timers.key, rebuildTimer(name).key))
          .get();
        return { name, serving, building, rows: rows?.count ?? 0, head, isAskedFor: asked !== undefined };
      });
    }),
);

/** Makes the server, now or at its next start, rebuild a projection. Asking twice before it begins asks once. */
export const askForRebuild = guarded((file: string, projection: string): void =>
  besideServer(file, (db) => {
    const row = toTimerRow(shapesOf([]), rebuildTimer(projection));
    db.insert(timers).values(row).onConflictDoNothing().run();
  }),
);
