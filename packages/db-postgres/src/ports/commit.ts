import {
  type Commit,
  type Committed,
  leavesSomething,
  type PendingEvent,
  type Shapes,
  staleKey,
  type Store,
  type TimerRead,
  type TimerWrite,
  VersionConflict,
} from '@tic-tac-toe/domain/kit';
import { indexEntries } from '@tic-tac-toe/domain/kit';
import { isConflict, toFailure } from '../failures.ts';
import type { Committer } from './committer.ts';
import { toEventRow, toReceiptRow, toStateRow, toTimerRow } from './rows.ts';
import type { DatabaseSignals } from './signals.ts';
import type { StatesAtHand } from './states-at-hand.ts';
import { toTold } from './told.ts';

interface CommitParts {
  readonly shapes: Shapes;
  readonly committer: Committer;
  readonly signals: Pick<DatabaseSignals, 'tell'>;
  readonly atHand: StatesAtHand;
  /** What comes before each event of a commit, from the log. */
  readonly previousOf: (after: number, upTo: number) => Promise<ReadonlyMap<number, number>>;
}

/** Makes the commit of a store: all of it is one statement, which checks what was read and writes what was decided. */
export function createCommit({
  shapes,
  committer,
  signals,
  atHand,
  previousOf,
}: CommitParts): Store['commit'] {
  async function number(
    events: readonly PendingEvent[],
    topics: readonly string[],
    { before, heads }: Numbers,
  ) {
    const previous = heads === null ? await previousOf(before, before + events.length) : null;
    const newest = new Map(topics.map((topic, index) => [topic, heads?.[index] ?? 0]));
    for (const [index, event] of events.entries()) {
      event.position = before + 1 + index;
      if (event.topic === null) continue;
      event.previous = previous?.get(event.position) ?? newest.get(event.topic) ?? 0;
      newest.set(event.topic, event.position);
    }
  }

  /** Where another commit was in the way, nobody can say of what: all that was read may be stale. */
  async function answerTo(commit: Commit, topics: readonly string[]) {
    const values = [topics, ...valuesOf(shapes, commit)];
    try {
      return await committer.run(leavesSomething(commit), values);
    } catch (error) {
      if (isConflict(error)) throw new VersionConflict(everythingIn(commit));
      throw toFailure(error);
    }
  }

  return async (commit): Promise<Committed> => {
    const topics = [...new Set(commit.events.flatMap(({ topic }) => topic ?? []))];
    try {
      const { stale, ...numbers } = await answerTo(commit, topics);
      if (stale.length > 0) throw new VersionConflict(stale);
      await number(commit.events, topics, numbers);
      const { before } = numbers;
      for (const receipt of commit.receipts) receipt.position += before;
      for (const write of commit.states) atHand.written(write, before + commit.events.length);
      if (topics.length > 0) signals.tell(toTold(shapes, commit, topics, before));
      return { before };
    } catch (error) {
      atHand.forget(error instanceof VersionConflict ? error.stale : everythingIn(commit));
      throw error;
    }
  };
}

interface Numbers {
  readonly before: number;
  readonly heads: readonly number[] | null;
}

const everythingIn = ({ states, reads, receipts }: Commit): readonly string[] => [
  ...states.map(staleKey.state),
  ...reads.states.map(staleKey.state),
  ...reads.lookups.map(staleKey.lookup),
  ...reads.timers.map(staleKey.timer),
  ...receipts.map(staleKey.receipt),
];

/** What `commit_v1` takes after the topics, each part as JSON. */
const valuesOf = (shapes: Shapes, { states, events, timers, receipts, reads }: Commit): readonly string[] =>
  [
    states.map(toStateRow),
    states.flatMap((write) =>
      indexEntries(write).map((entry) => ({ kind: write.definition.kind, id: write.id, ...entry })),
    ),
    events.map((event, index) => toEventRow(shapes, event, index + 1)),
    lastWrites(timers).map((write) => timerRow(shapes, write)),
    receipts.map(toReceiptRow),
    reads.states.map(({ definition, id, version }) => ({ kind: definition.kind, id, version })),
    reads.lookups.map(({ definition, by, ids }) => ({ kind: definition.kind, ...by, ids })),
    reads.timers.map((read) => timerReadRow(shapes, read)),
  ].map((rows) => JSON.stringify(rows));

/** Writes count in order: of those with one key, the last. */
const lastWrites = (writes: readonly TimerWrite[]): readonly TimerWrite[] => [
  ...new Map(writes.map((write) => ['set' in write ? write.set.key : write.cancel, write])).values(),
];

const timerRow = (shapes: Shapes, write: TimerWrite) =>
  'set' in write ? toTimerRow(shapes, write.set) : { key: write.cancel };

const timerReadRow = (shapes: Shapes, { key, found }: TimerRead) =>
  found ? toTimerRow(shapes, found) : { key };
