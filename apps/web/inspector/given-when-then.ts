import { computerOf, levels } from '@tic-tac-toe/domain/contracts';
import type { RecordedEffect, RecordedOperation } from '@tic-tac-toe/domain/operations';
import type { LoggedEvent } from './api.ts';
import { field } from './field-of.ts';
import { createWriter, type Writer } from './literals.ts';

/** What a game was told, by somebody or by a timer, and the events of games that followed from it. */
interface Step {
  readonly told: RecordedEffect;
  readonly operation: RecordedOperation;
  readonly events: readonly RecordedEffect[];
}

const COMPUTERS: readonly unknown[] = levels.map(computerOf);

const ofGames = ({ name }: { readonly name: string }) => name.startsWith('games.');

/** A test of what this operation did to a game, given all that was told to the game before; or a sentence why there is none. */
export function givenWhenThen(
  operation: RecordedOperation,
  gameId: string,
  operations: readonly RecordedOperation[],
  log: readonly LoggedEvent[],
  turnTimeout: number,
): { readonly code: string } | { readonly problem: string } {
  const history = operations
    .filter(({ number }) => number <= operation.number)
    .flatMap((each) => stepsOf(each, gameId));
  const asked = history.at(-1);
  if (asked?.operation !== operation) return { problem: 'The game was told nothing by this operation.' };
  if (operation.outcome.kind === 'failed') return { problem: 'It failed: a test would, too.' };
  if (asked.told.refused === 'TOO_MANY_OPEN_GAMES')
    return { problem: 'It was refused for other games of the player: a test has this one alone.' };
  const isNamed = ({ told, events }: Step) =>
    told.kind === 'command' && (told.refused !== null || events.some(({ type }) => type === 'GameCreated'));
  if (!history.some(isNamed))
    return {
      problem: 'The game began before all that is recorded, or as a rematch, whose id nobody knows before.',
    };
  if (history.some(({ events }) => events.some(({ data }) => COMPUTERS.includes(field(data, 'player')))))
    return { problem: 'The computer chooses by chance.' };
  const before = history.slice(0, -1).filter(({ told }) => told.refused === null);
  return { code: write(before, asked, gameId, log, turnTimeout) };
}

/** A command to the game that nothing of games has sent, or a timer of it. */
function stepsOf(operation: RecordedOperation, gameId: string): readonly Step[] {
  const { effects, isAsked } = operation;
  const causeOf = ({ causation }: RecordedEffect) => (causation === null ? undefined : effects[causation]);
  const isStep = (effect: RecordedEffect) => {
    if (!ofGames(effect) || field(effect.data, 'gameId') !== gameId) return false;
    const cause = causeOf(effect);
    return effect.kind === 'command' ? !cause || !ofGames(cause) : !isAsked && !cause;
  };
  const follows = (effect: RecordedEffect, from: RecordedEffect): boolean => {
    if (effect === from) return true;
    const cause = causeOf(effect);
    return cause !== undefined && ofGames(cause) && follows(cause, from);
  };
  return effects.filter(isStep).map((told) => ({
    told,
    operation,
    events: effects.filter((effect) => effect.kind === 'event' && ofGames(effect) && follows(effect, told)),
  }));
}

/** A timer's event that concerned nobody is not told. */
const isHeard = ({ handlers }: RecordedEffect): boolean =>
  handlers.some(({ subjects, skips }) => subjects.length > skips.length);

function write(
  before: readonly Step[],
  asked: Step,
  gameId: string,
  log: readonly LoggedEvent[],
  turnTimeout: number,
): string {
  const writer = createWriter(gameId);
  const { told, events, operation } = asked;
  const clock = tellTime(log);
  const given = before.map((step) => stepInWords(step, clock, writer));
  const when = stepInWords(asked, clock, writer);
  writer.setTime(clock.decidedAt(operation), clock.elapsed());
  // First what the log keeps, then what is told and not kept.
  const kept = events.filter(({ position }) => position !== null);
  const live = events.filter((event) => event.position === null && (event !== told || isHeard(told)));
  const then =
    told.refused === null
      ? `.then(\n${[...kept, ...live].map((event) => `      ${writer.message(event)},\n`).join('')}    )`
      : `.thenRejected(${writer.rejection(told.refused)})`;
  const outcome =
    told.refused ?? (kept.at(-1)?.type === undefined ? 'nothing' : kept.map(({ type }) => type).join(', '));
  return `${writer.imports()}
const gameId = gameNumber(1);
const { given } = specify([gamesModule({ turnTimeout: ${turnTimeout} })]);

test('${told.type}: ${outcome}', () => {
  given(
${given.map((step) => `    ${step},\n`).join('')}  )
    .when(${when})
    ${then};
});
`;
}

type Time = ReturnType<typeof tellTime>;

/** In a test all happens at once, but for what a timer does: then the time passes for which it was set. */
function tellTime(log: readonly LoggedEvent[]) {
  let now = 0;
  const set = new Map<string, number>();
  const decidedAt = ({ operation, startedAt }: RecordedOperation) =>
    log.find((event) => event.operation === operation)?.recordedAt ?? startedAt;
  return {
    decidedAt,
    elapsed: () => now,
    /** @returns how much time has to pass for it */
    pass({ told, operation }: Step): number {
      const due = told.kind === 'event' ? (set.get(JSON.stringify([told.name, told.data])) ?? now) : now;
      const passed = Math.max(0, due - now);
      now += passed;
      for (const { handlers } of operation.effects)
        for (const { at, event } of handlers.flatMap(({ timers }) => timers))
          if (event && at !== null)
            set.set(JSON.stringify([event.name, event.data]), now + at - decidedAt(operation));
      return passed;
    },
  };
}

function stepInWords(step: Step, time: Time, writer: Writer): string {
  const passed = time.pass(step);
  writer.setTime(time.decidedAt(step.operation), time.elapsed());
  return step.told.kind === 'event' ? writer.after(passed) : writer.said(step.told);
}
