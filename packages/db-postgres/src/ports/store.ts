import type { Shapes, StateReader, Store } from '@tic-tac-toe/domain/kit';
import { and, asc, eq, gt, lte, min, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { guarded } from '../failures.ts';
import { commits, events, receipts, timers } from '../schema.ts';
import { createCommit } from './commit.ts';
import type { Committer } from './committer.ts';
import { toReceipt, toTimer } from './rows.ts';
import type { DatabaseSignals } from './signals.ts';
import { createStatesAtHand } from './states-at-hand.ts';

interface StoreParts {
  readonly db: NodePgDatabase;
  readonly reader: StateReader;
  readonly load: StateReader['load'];
  readonly committer: Committer;
  readonly signals: Pick<DatabaseSignals, 'listen' | 'tell'>;
  readonly shapes: Shapes;
  readonly join: Store['join'];
}

export function createStore({ db, reader, load, committer, signals, shapes, join }: StoreParts): Store {
  const statements = prepareStatements(db);
  const atHand = createStatesAtHand(load);
  signals.listen((topics, told) => {
    if (topics && told) atHand.renew(topics, told);
    else atHand.forgetToldOf(topics ?? []);
  });
  const timerOf = (row: Parameters<typeof toTimer>[1]) => toTimer(shapes, row);
  const previousOf = async (after: number, upTo: number) =>
    new Map((await statements.previous.execute({ after, upTo })).map((row) => [row.position, row.previous]));

  return {
    ...reader,
    load: atHand.load,
    receipt: guarded(async (actor, operation) => {
      const [row] = await statements.receipt.execute({ actor, operation });
      if (!row) return undefined;
      await statements.makeSure.execute();
      return toReceipt(row);
    }),
    timer: guarded(async (key) => {
      const [row] = await statements.timer.execute({ key });
      return row && timerOf(row);
    }),
    timersDue: guarded(async (now, limit) =>
      (await statements.timersDue.execute({ now, limit })).map(timerOf),
    ),
    timersSetAfter: guarded(async (instant, limit) =>
      (await statements.timersSetAfter.execute({ instant, limit })).map(timerOf),
    ),
    nextWake: guarded(async () => (await statements.nextWake.execute())[0]?.wakeAt ?? null),
    join,
    commit: createCommit({ shapes, committer, signals, atHand, previousOf }),
  };
}

function prepareStatements(db: NodePgDatabase) {
  return {
    receipt: db
      .select()
      .from(receipts)
      .where(
        and(
          eq(receipts.actor, sql.placeholder('actor')),
          eq(receipts.operation, sql.placeholder('operation')),
        ),
      )
      .prepare('receipt'),
    /**
     * An answer that rests on an earlier commit: a database that crashed shows commits which its standby may not have, and what is
     * written after them is answered only once the standby has both.
     */
    makeSure: db
      .insert(commits)
      .values({ id: sql`gen_random_uuid()` })
      .prepare('make_sure'),
    timer: db
      .select()
      .from(timers)
      .where(eq(timers.key, sql.placeholder('key')))
      .prepare('timer'),
    timersDue: db
      .select()
      .from(timers)
      .where(lte(timers.wakeAt, sql.placeholder('now')))
      .orderBy(asc(timers.wakeAt), asc(timers.key))
      .limit(sql.placeholder('limit'))
      .prepare('timers_due'),
    // No index: this query runs at starts and after outages only, and each move would pay for an index.
    timersSetAfter: db
      .select()
      .from(timers)
      .where(gt(timers.setAt, sql.placeholder('instant')))
      .orderBy(asc(timers.key))
      .limit(sql.placeholder('limit'))
      .prepare('timers_set_after'),
    nextWake: db
      .select({ wakeAt: min(timers.wakeAt) })
      .from(timers)
      .prepare('next_wake'),
    previous: db
      .select({ position: events.position, previous: events.previous })
      .from(events)
      .where(
        and(gt(events.position, sql.placeholder('after')), lte(events.position, sql.placeholder('upTo'))),
      )
      .prepare('previous'),
  };
}
