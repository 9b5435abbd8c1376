import type { Commit, PendingEvent } from '@tic-tac-toe/domain/kit';
import type { Dictionary } from './dictionary.ts';
import { type Entries, runsOf } from './entries.ts';
import { toReceiptRow } from './rows.ts';
import type { Topics } from './topics.ts';
import type { Step, Writes } from './writes.ts';

export interface LogStepsParts {
  readonly topics: Topics;
  readonly entries: Entries;
  readonly dictionary: Dictionary;
  readonly writes: Writes;
}

/** What a commit writes to the log, with its receipts. */
export interface LogSteps {
  /** Receipts, and entries that are receipts: they may be refused. */
  readonly first: Step[];
  readonly rest: readonly Step[];
}

export function createLogSteps({ topics, entries, dictionary, writes }: LogStepsParts) {
  /** Shapes whose place has been noted in the file since the start. */
  const noted = new Set<string>();
  /** Those that the commit on its way notes, and where. */
  const news = new Map<string, number>();

  /** Packs the events of a commit, and makes a receipt of each entry that says all that the receipt would. */
  function stepsOf(commit: Commit, before: number): LogSteps {
    const { added, ids } = topics.number(commit.events, before);
    const receipts = receiptsByEnd(commit.receipts, before);
    const [asked, rest]: [Step[], Step[]] = [[], []];
    for (const run of runsOf(commit.events)) {
      const receipt = receipts.take(run);
      const topic = run[0]?.topic ?? null;
      const row = entries.pack(
        run,
        topic === null ? null : (ids.get(topic) ?? null),
        receipt?.request ?? null,
      );
      if (receipt) asked.push(writes.addEntryOnce(row));
      else rest.push(writes.addEntry(row));
      for (const shape of row.shapes) if (!noted.has(shape)) news.set(shape, row.position);
    }
    for (const topic of added) rest.push(writes.addTopic(topic));
    for (const word of dictionary.unsaved()) rest.push(writes.addWord(word));
    for (const [shape, position] of news)
      rest.push(writes.noteShape({ ...dictionary.shapeAt(shape), id: shape.charCodeAt(0), position }));
    const first = receipts.left().map((receipt) => writes.addReceipt(toReceiptRow(receipt, before)));
    for (const step of asked) first.push(step);
    return { first, rest };
  }

  return {
    stepsOf,
    /** Call it when the steps were committed. */
    written() {
      dictionary.saved();
      for (const shape of news.keys()) noted.add(shape);
      news.clear();
    },
    /** Call it when they were not. */
    forget({ events }: Commit) {
      topics.forget(events);
      news.clear();
    },
  };
}

/**
 * The receipts of a commit by where their operations end. An entry at whose end a receipt stands, and which says of the
 * operation what that says, is the receipt, too.
 */
function receiptsByEnd(all: Commit['receipts'], before: number) {
  const left = new Set(all);
  const byEnd = new Map<number, Commit['receipts'][number]>();
  // Of the operations that end at an event, only the first can have left it.
  for (const receipt of all) {
    const end = before + receipt.position;
    if (receipt.rejection === null && !byEnd.has(end)) byEnd.set(end, receipt);
  }
  return {
    take(run: readonly PendingEvent[]) {
      const last = run.at(-1);
      const receipt = last && byEnd.get(last.position);
      if (!receipt) return undefined;
      const { actor, operation, recordedAt } = receipt;
      const isSaid = last.operation === operation && last.actor === actor && last.recordedAt === recordedAt;
      return isSaid && left.delete(receipt) ? receipt : undefined;
    },
    /** Those that no entry says. */
    left: () => [...left],
  };
}
