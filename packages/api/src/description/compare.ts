import { callNameOf, nameIn } from '@tic-tac-toe/domain/kit';
import type {
  CommandDescription,
  Description,
  EventDescription,
  FeedDescription,
  ModuleDescription,
  QueryDescription,
  ShapeDescription,
} from './describe.ts';
import { type Gap, gapsBetween, type Step } from './gaps.ts';
import type { Schema, Side } from './schemas.ts';
import { inWords } from './words.ts';

/** Something that worked with the contract of before, and would not with the one of now. */
export interface Difference {
  /** The message or the stored shape: `games.placeMark`. */
  readonly subject: string;
  /** Who relies on it: those who call, those who read, or what is stored. */
  readonly breaks: 'callers' | 'readers' | 'stored';
  /** What breaks, and for whom. */
  readonly sentence: string;
  /** A value that was fine and is not any more (`callers`), or that was never told and may be now (`readers`). */
  readonly witness: { readonly value: unknown } | null;
}

/**
 * What the contract of now breaks. Inputs may widen. Answers and events may gain fields, but no values that readers do
 * not know. Messages and reasons may be added. A stored shape needs a version and an upcast for each change.
 */
export function compare(before: Description, after: Description): readonly Difference[] {
  const wire = Object.entries(before.modules).flatMap(([name, module]) => {
    const now = after.modules[name];
    return now ? compareModules(name, module, now) : [gone(name, 'the module', 'callers')];
  });
  const handMade = each(before.procedures, after.procedures, (name, was, now) => {
    if (!now) return [gone(name, 'the procedure', 'callers')];
    return [...compareCalls(name, was, now), ...compareAnswers(name, was, now)];
  });
  const stored = Object.entries(before.stored).flatMap(([name, shape]) =>
    compareShapes(name, shape, after.stored[name]),
  );
  return together([...wire, ...handMade], stored);
}

/** `games.placeMark`, as clients know it. */
export const procedureName = (module: string, type: string): string => nameIn(module, callNameOf(type));

/** A published event that is also stored is told of once. */
function together(wire: readonly Difference[], stored: readonly Difference[]): readonly Difference[] {
  const found = [...wire];
  for (const difference of stored) {
    const at = found.findIndex(
      ({ subject, breaks }) => breaks === 'readers' && subject === difference.subject,
    );
    const told = found[at];
    if (told)
      found[at] = {
        ...told,
        sentence: `${told.sentence}; and ${difference.sentence.slice(difference.subject.length + 1)}`,
      };
    else found.push(difference);
  }
  return found;
}

function compareModules(
  module: string,
  before: ModuleDescription,
  after: ModuleDescription,
): readonly Difference[] {
  return [
    ...each(before.commands, after.commands, (type, was, now) => {
      const name = procedureName(module, type);
      return now ? compareCalls(name, was, now) : [gone(name, 'the command', 'callers')];
    }),
    ...each(before.queries, after.queries, (type, was, now) => {
      const name = procedureName(module, type);
      if (!now) return [gone(name, 'the query', 'callers')];
      return [...compareCalls(name, was, now), ...compareAnswers(name, was, now)];
    }),
    ...each(before.events, after.events, (type, was, now) => {
      const name = `${module}.${type}`;
      return now ? compareEvents(name, was, now) : [gone(name, 'the event', 'readers')];
    }),
    ...compareFeeds(`${module}.events`, before.feed, after.feed),
    ...each(before.accepts, after.accepts, (type, was, now) => {
      const name = `integration.handleEvent ${type}`;
      return now ? compareSchemas(name, 'input', was, now) : [gone(name, 'the event', 'callers')];
    }),
  ];
}

const each = <Value>(
  before: Readonly<Record<string, Value>>,
  after: Readonly<Record<string, Value>>,
  compareOne: (name: string, before: Value, after: Value | undefined) => readonly Difference[],
): readonly Difference[] =>
  Object.entries(before).flatMap(([name, value]) => compareOne(name, value, after[name]));

const told = (
  subject: string,
  breaks: Difference['breaks'],
  what: string,
  witness: Difference['witness'] = null,
): Difference => ({ subject, breaks, sentence: `${subject} ${what}`, witness });

const gone = (subject: string, what: string, breaks: 'callers' | 'readers'): Difference =>
  told(
    subject,
    breaks,
    breaks === 'callers'
      ? `is gone: clients that call ${what} get an error`
      : `is gone: readers that wait for ${what} never hear it`,
  );

function compareCalls(
  name: string,
  before: CommandDescription,
  after: CommandDescription,
): readonly Difference[] {
  return [
    ...compareAccess(name, before.access, after.access),
    ...compareSchemas(name, 'input', before.input, after.input),
    ...Object.entries(before.rejections).flatMap(([reason, sort]): readonly Difference[] => {
      const now = after.rejections[reason];
      if (now === sort) return [];
      if (now === undefined)
        return [
          told(
            name,
            'callers',
            `is no longer refused as ${reason}: clients that wait for that never hear it`,
          ),
        ];
      return [
        told(
          name,
          'callers',
          `refuses ${reason} as ${now}, before as ${sort}: clients that go by the code misread it`,
        ),
      ];
    }),
  ];
}

/** Whoever may send what `anyone` may; a user is no service, and no service is a user. */
const compareAccess = (name: string, before: string, after: string): readonly Difference[] =>
  after === before || after === 'anyone'
    ? []
    : [told(name, 'callers', `was open to ${callers(before)}, now to ${callers(after)}: others are refused`)];

const callers = (access: string): string =>
  access === 'anyone' ? 'anyone' : access === 'user' ? 'signed-in users' : 'callers with the service token';

const compareAnswers = (name: string, before: QueryDescription, after: QueryDescription) =>
  compareSchemas(name, 'answer', before.answer, after.answer);

function compareEvents(
  name: string,
  before: EventDescription,
  after: EventDescription,
): readonly Difference[] {
  const heard = ({ audience }: EventDescription) =>
    audience === 'everyone' ? 'everyone' : audience.toSorted().join(' and ');
  const differences = [...compareSchemas(name, 'event', before.data, after.data)];
  if (heard(before) !== heard(after))
    differences.push(
      told(
        name,
        'readers',
        `was told to ${heard(before)}, now to ${heard(after)}: who no longer hears it misses it, and who hears it now was not meant to`,
      ),
    );
  if (after.live && !before.live)
    differences.push(told(name, 'readers', 'is no longer kept: readers that resume miss it'));
  return differences;
}

function compareFeeds(name: string, before: FeedDescription, after: FeedDescription): readonly Difference[] {
  const differences = [
    ...compareAccess(name, before.access, after.access),
    ...compareSchemas(name, 'input', before.by, after.by),
  ];
  if (before.keep === 'forever' && after.keep === null)
    differences.push(told(name, 'readers', 'are no longer kept for ever: readers of the past find nothing'));
  return differences;
}

function compareShapes(
  name: string,
  before: ShapeDescription,
  after: ShapeDescription | undefined,
): readonly Difference[] {
  const problem = (what: string) => [told(name, 'stored', what)];
  if (!after) return problem('is gone: what was stored of it is never read');
  if (after.version < before.version)
    return problem(
      `is stored as version ${after.version}, before as ${before.version}: stored data is refused`,
    );
  const versions = Array.from({ length: after.version - before.version }, (_, n) => before.version + n);
  const without = versions.filter((version) => !after.upcasts.includes(version));
  if (without.length > 0)
    return problem(
      `is stored as version ${after.version}, without an upcast from ${without.join(', ')}: stored data is refused`,
    );
  const isSame = JSON.stringify(before.schema) === JSON.stringify(after.schema);
  if (after.version > before.version || isSame) return [];
  const next = before.version + 1;
  return problem(
    `is stored, and still as version ${before.version}: give it version ${next}, and an upcast from ${before.version}`,
  );
}

/** Compares what is sent one way. A client's input of before is still to be taken; an answer of now is to be known. */
function compareSchemas(
  subject: string,
  part: 'input' | 'answer' | 'event',
  before: Schema,
  after: Schema,
): readonly Difference[] {
  const side: Side = part === 'input' ? 'input' : 'output';
  const gaps = side === 'input' ? gapsBetween(after, before, side) : gapsBetween(before, after, side);
  return gaps.map((gap) => {
    const place = [part, pathInWords(gap.path)].filter(Boolean).join(' ');
    const what = side === 'input' ? inputInWords(gap) : outputInWords(gap);
    return told(subject, side === 'input' ? 'callers' : 'readers', `${place}: ${what}`, gap.witness);
  });
}

/** `games[].board[0]` */
const pathInWords = (path: readonly Step[]): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : step === '[]' ? step : `.${step}`))
    .join('')
    .replace(/^\./, '');

function inputInWords({ kind, wide, narrow, leaf }: Gap): string {
  const [was, now] = [narrow && inWords(narrow), wide && inWords(wide)];
  switch (kind) {
    case 'value':
      return `was ${was}, now ${now}; clients that send ${leafInWords(leaf)} are refused`;
    case 'missing':
      return was === null
        ? `is new, and needed (${now}); clients that leave it away are refused`
        : `was optional, now needed (${now}); clients that leave it away are refused`;
    case 'refused':
      return `was ${was}, now refused; clients that send it are refused`;
    default:
      return `was ${was}, now passed over; what clients say by it is lost`;
  }
}

function outputInWords({ kind, wide, narrow, leaf }: Gap): string {
  const [was, now] = [wide && inWords(wide), narrow && inWords(narrow)];
  switch (kind) {
    case 'value':
      return `was ${was}, now ${now}; readers that know only the former meet ${leafInWords(leaf)}`;
    case 'missing':
      return `was always there (${was}), now ${now === null ? 'gone' : 'optional'}; readers that need it find nothing`;
    case 'refused':
      return `is new (${now}), where nothing else was to be; readers that take nothing else refuse it`;
    default:
      return `was optional (${was}), now gone; readers that look for it never find it`;
  }
}

const leafInWords = (leaf: Gap['leaf']): string =>
  leaf ? JSON.stringify(leaf.value) : 'what only one of them allows';
