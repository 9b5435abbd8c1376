import type { Context, Effect, Step } from './decision.ts';
import { HandlerFailed, Thrown } from './failures.ts';
import type { Handler } from './handler.ts';
import type { Envelope, Notify } from './hooks.ts';
import { drive, isLater, type Maybe, type Steps, wait, whenThere } from './maybe.ts';
import type { CommandMessage, EventMessage, Rejection } from './message.ts';
import { BusHandlerFailed } from './module.ts';
import type { EventRoute, Registry } from './registry.ts';
import { type HandlerRetried, reactionOf, retriedBy, retryOf } from './retries.ts';
import type { Tracked, Work } from './unit-of-work.ts';

/** More effects than any honest cascade has: two handlers that answer each other for ever end here. */
const MAX_EFFECTS = 10_000;

export interface Root {
  readonly message: CommandMessage | EventMessage;
  readonly operation: string;
  readonly correlation: string;
  /** An event that a timer carries leaves no trace where every reaction to it is stale. */
  readonly fromTimer: boolean;
}

/** One cascade on its way. */
interface Cascade {
  readonly registry: Registry;
  readonly notify: Notify;
  readonly work: Work;
  /** That of what is tried again, once it is. */
  context: Context;
  readonly root: Root;
  /** With those that have had their turn. */
  readonly queue: Envelope[];
}

/**
 * Drains one FIFO: the message that was asked for, then what its handlers answer, in order, until nothing is
 * left. All of it happens to `work`, which nobody sees before it is committed. Plain functions that go on with
 * an answer that comes later, where generators would read more smoothly: they cost every command two of them.
 * @returns the refusal of the command that was asked for, or null
 */
export function cascade(
  registry: Registry,
  notify: Notify,
  work: Work,
  context: Context,
  root: Root,
): Maybe<Rejection | null> {
  const running: Cascade = { registry, notify, work, context, root, queue: [] };
  notify.onBeginProcessing(enqueue(running, root.message, null));
  let refused: Maybe<Rejection | null>;
  try {
    refused = drain(running, 0);
  } catch (error) {
    return fail(running, error);
  }
  if (!isLater(refused)) return end(running, refused);
  return refused.then(
    (refusal) => end(running, refusal),
    (error: unknown) => fail(running, error),
  );
}

function end({ notify, queue }: Cascade, refused: Rejection | null): Rejection | null {
  const [first] = queue;
  if (first) notify.onEndProcessing(first, queue.length);
  return refused;
}

function fail(running: Cascade, error: unknown): never {
  const { notify, queue, root } = running;
  const [first] = queue;
  const cause = error instanceof Thrown ? error.cause : error;
  if (first) notify.onHandlerFailed(root.message.type, first, cause, null);
  end(running, null);
  throw cause;
}

/** Takes what is queued from `index` on to its handlers. */
function drain(running: Cascade, from: number): Maybe<Rejection | null> {
  const { queue } = running;
  for (let index = from; ; index += 1) {
    const envelope = queue[index];
    if (!envelope) return null;
    const refused = handleNext(running, envelope);
    if (isLater(refused)) return refused.then((refusal) => refusal ?? drain(running, index + 1));
    if (refused) return refused;
  }
}

/** @returns the refusal of the command that was asked for: others are only told of */
function handleNext(running: Cascade, envelope: Envelope): Maybe<Rejection | null> {
  const { notify, registry } = running;
  notify.onHandled(envelope);
  if (envelope.message.kind === 'command') {
    const answering = deliver(running, handlerOf(registry, envelope), envelope);
    return isLater(answering)
      ? answering.then((answer) => refusalOf(running, envelope, answer))
      : refusalOf(running, envelope, answering);
  }
  const retried = retriedBy(envelope.message);
  if (retried) return tryAgain(running, envelope, retried);
  const route = registry.events.get(envelope.message.type);
  if (!route) throw new HandlerFailed(`No module declares event ${envelope.message.type}.`);
  const reacting = react(running, route, envelope, 0, 0);
  return isLater(reacting)
    ? reacting.then((answered) => keepUnlessStale(running, route, envelope, answered))
    : keepUnlessStale(running, route, envelope, reacting);
}

/** Has only the handler that failed do what it did not: what its siblings did stands. */
function tryAgain(running: Cascade, envelope: Envelope, retried: HandlerRetried): Maybe<null> {
  const { actor, effect } = retried;
  running.context = { ...running.context, actor };
  const { type, data } = effect;
  const message: Envelope['message'] = { kind: effect.kind, type, data };
  if (message.kind === 'event' || !running.registry.commands.has(type)) {
    const reaction = reactionOf(running.registry, retried);
    return whenThere(deliver(running, reaction, { ...envelope, actor, message }), () => null);
  }
  enqueue(running, message, envelope.sequence);
  return null;
}

function refusalOf({ notify }: Cascade, envelope: Envelope, answer: number | Rejection): Rejection | null {
  if (typeof answer === 'number') return null;
  notify.onRejected(envelope, answer);
  return envelope.sequence === 0 ? answer : null;
}

/** An event that a timer carried to reactions that had all become stale leaves no trace. */
function keepUnlessStale(running: Cascade, route: EventRoute, envelope: Envelope, answered: number): null {
  const isStale =
    running.root.fromTimer && envelope.sequence === 0 && route.reactions.length > 0 && answered === 0;
  if (!isStale) keepEvent(running, route, envelope);
  return null;
}

function enqueue(
  { queue, root, context }: Cascade,
  message: Envelope['message'],
  causation: number | null,
): Envelope {
  if (queue.length >= MAX_EFFECTS) {
    throw new HandlerFailed(`${root.message.type} led to more than ${MAX_EFFECTS} effects.`);
  }
  const { operation, correlation } = root;
  const envelope = {
    message,
    operation,
    correlation,
    sequence: queue.length,
    causation,
    actor: context.actor,
  };
  queue.push(envelope);
  return envelope;
}

function handlerOf(registry: Registry, { message }: Envelope): Handler {
  const route = registry.commands.get(message.type);
  if (!route) throw new HandlerFailed(`No handler for command ${message.type}.`);
  return route.handler;
}

/** @returns for how many states the reactions from `index` on have answered, and `answered` before them */
function react(
  running: Cascade,
  route: EventRoute,
  envelope: Envelope,
  from: number,
  before: number,
): Maybe<number> {
  let answered = before;
  for (let index = from; ; index += 1) {
    const reaction = route.reactions[index];
    if (!reaction) return answered;
    const answering = deliver(running, reaction, envelope);
    if (isLater(answering)) {
      const soFar = answered;
      return answering.then((answer) =>
        react(running, route, envelope, index + 1, soFar + (typeof answer === 'number' ? answer : 0)),
      );
    }
    if (typeof answering === 'number') answered += answering;
  }
}

/**
 * Takes an effect to one of its handlers.
 * @returns how many states the handler answered for, or its refusal
 */
function deliver(running: Cascade, handler: Handler, envelope: Envelope): Maybe<number | Rejection> {
  try {
    const answering = run(running, handler, envelope);
    if (!isLater(answering)) return answering;
    return answering.then(undefined, (error: unknown) => lose(running, handler, envelope, error));
  } catch (error) {
    return lose(running, handler, envelope, error);
  }
}

/**
 * A handler threw: its own effects are lost until it is tried again, and that is told. What follows from such news
 * tells no more of it. Only the command that was asked for fails with its handler: one that a reaction sent is the reaction's loss.
 * @returns 1, since this is an answer too
 */
function lose(running: Cascade, handler: Handler, envelope: Envelope, error: unknown): number {
  const { message, operation, sequence } = envelope;
  const isAskedFor = sequence === 0 && running.root.message.kind === 'command';
  if (!(error instanceof Thrown) || isAskedFor) throw error;
  const { cause } = error;
  const { registry, context, root, work, notify } = running;
  const ends = followsFailure(running, envelope);
  const again = ends ? null : retryOf({ registry, handler, envelope, cause, root, context });
  notify.onHandlerFailed(handler.name, envelope, cause, again?.timer.due ?? null);
  if (ends) return 1;
  if (again) work.setTimer(again.timer, again.live);
  const news = BusHandlerFailed({
    handler: handler.name,
    effect: message.type,
    operation,
    error: cause instanceof Error ? cause.message : String(cause),
  });
  enqueue(running, news, sequence);
  return 1;
}

function followsFailure(running: Cascade, { message, causation }: Envelope): boolean {
  if (message.type === BusHandlerFailed.type) return true;
  const cause = causation === null ? undefined : running.queue[causation];
  return cause !== undefined && followsFailure(running, cause);
}

function keepEvent({ work, context }: Cascade, route: EventRoute, envelope: Envelope): void {
  const { message, operation, correlation, sequence, causation, actor } = envelope;
  const { type, data } = message;
  const topic = route.topic(data);
  const audience = route.audience(data);
  if (route.definition.live) return work.tell({ type, data, topic, audience });
  // Field by field, in one literal: a spread takes ten times as long.
  return work.record({
    position: 0,
    type,
    data,
    topic,
    audience,
    operation,
    correlation,
    sequence,
    causation,
    actor,
    recordedAt: context.now,
  });
}

/* One handler and its states: found, asked, and only then changed. */

type Reads = Readonly<Record<string, unknown>>;

/** What a handler is asked about; null where it has no state, or none was found. */
type Target = Tracked | null;

/** What a handler has answered for one of its states. */
interface Answer {
  readonly target: Target;
  /** The target's state that was decided on. */
  readonly state: unknown;
  readonly step: Step<unknown, Effect>;
}

/**
 * What a handler needs is loaded one after the other, whether a store answers at once or later: the error is that
 * of the first which fails, and no answer is still on its way that nobody waits for.
 * @returns how many states the handler answered for, or the refusal of one of them
 */
function run(running: Cascade, handler: Handler, envelope: Envelope): Maybe<number | Rejection> {
  const found = targetsOf(running, handler, envelope);
  return isLater(found)
    ? found.then((there) => readAndAsk(running, handler, envelope, there))
    : readAndAsk(running, handler, envelope, found);
}

function readAndAsk(
  running: Cascade,
  handler: Handler,
  envelope: Envelope,
  found: readonly Target[],
): Maybe<number | Rejection> {
  if (handler.readNames.length === 0) return ask(running, handler, envelope, found, NO_READS);
  return whenThere(drive(readAll(running, handler, envelope)), (reads) =>
    ask(running, handler, envelope, found, reads),
  );
}

const NO_STATE: readonly Target[] = [null];

function targetsOf(
  { work, context }: Cascade,
  handler: Handler,
  { message }: Envelope,
): Maybe<readonly Target[]> {
  if (!handler.state) return NO_STATE;
  let selector;
  try {
    selector = handler.select(message.data, context);
  } catch (error) {
    throw new Thrown(error);
  }
  return work.select(handler.state, selector);
}

const NO_READS: Reads = {};

function* readAll({ work, context }: Cascade, handler: Handler, { message }: Envelope): Steps<Reads> {
  const found: [name: string, states: unknown][] = [];
  for (const name of handler.readNames) {
    const read = handler.reads[name];
    if (!read) continue;
    let selector;
    try {
      selector = read.select(message.data, context);
    } catch (error) {
      throw new Thrown(error);
    }
    const states = yield* wait(work.select(read.definition, selector));
    found.push([name, read.many ? states.map(({ state }) => state) : states[0]?.state]);
  }
  return Object.fromEntries(found);
}

function ask(
  running: Cascade,
  handler: Handler,
  envelope: Envelope,
  found: readonly Target[],
  reads: Reads,
): Maybe<number | Rejection> {
  const { notify } = running;
  // A command is always answered: where nothing is found, as a missing state is.
  const targets = found.length === 0 && envelope.message.kind === 'command' ? NO_STATE : found;
  notify.beforeHandler(handler.name, envelope);
  // Every target sees the effect as it was, and none sees what another has answered.
  let answers: Answer[] | undefined;
  for (const target of targets) {
    const state = target?.state;
    const outcome = decide(running, handler, envelope, state, reads);
    if (!('kind' in outcome)) {
      if (!target && handler.state) throw new Thrown(nowhere(handler));
      const answer = { target, state, step: outcome };
      // As a rule there is one: an empty list would grow to room for seventeen.
      if (answers) answers.push(answer);
      else answers = [answer];
    } else if (outcome.kind === 'rejection') return outcome;
    else notify.onSkipped(handler.name, envelope, outcome.why);
  }
  const given = answers ?? NO_ANSWERS;
  if (!given.some(removesSome)) return applyAll(running, handler, envelope, given);
  return whenThere(drive(loadRemoved(running, given)), () => applyAll(running, handler, envelope, given));
}

const NO_ANSWERS: readonly Answer[] = [];

/** @returns how many states the handler answered for */
function applyAll(
  running: Cascade,
  handler: Handler,
  envelope: Envelope,
  answers: readonly Answer[],
): number {
  let effects = 0;
  for (const answer of answers) {
    apply(running, envelope, answer);
    effects += answer.step[1].length;
  }
  running.notify.afterHandler(handler.name, envelope, effects);
  return answers.length;
}

/** Checks at run time what the compiler has checked already: what is answered is declared. */
function decide(
  { registry, context }: Cascade,
  handler: Handler,
  { message }: Envelope,
  state: unknown,
  reads: Reads,
): ReturnType<Handler['run']> {
  try {
    const outcome = handler.run(state, message.data, context, reads);
    if ('kind' in outcome) return outcome;
    for (const effect of outcome[1]) {
      if (effect.kind === 'command' && !registry.commands.has(effect.type)) {
        throw new HandlerFailed(`${handler.name} sends command ${effect.type}, which nobody handles.`);
      }
      const event = effect.kind === 'event' ? effect : effect.kind === 'schedule' ? effect.event : undefined;
      const update = effect.kind === 'schedule' ? effect.update?.event : undefined;
      const stranger = strangerOf(registry, event) ?? strangerOf(registry, update);
      if (stranger)
        throw new HandlerFailed(`${handler.name} tells event ${stranger.type}, which nobody declares.`);
    }
    return outcome;
  } catch (error) {
    throw new Thrown(error);
  }
}

const strangerOf = ({ events }: Registry, event: EventMessage | undefined): EventMessage | undefined =>
  event && !events.has(event.type) ? event : undefined;

const nowhere = ({ name }: Handler) => new Error(`${name} found no state, and has no id to create one with.`);

const removesSome = ({ step }: Answer): boolean => step[1].some(({ kind }) => kind === 'remove');

/** What is to be removed must be known before: its version goes with it. */
function* loadRemoved({ work }: Cascade, answers: readonly Answer[]): Steps<void> {
  for (const { step } of answers) {
    for (const effect of step[1]) {
      if (effect.kind === 'remove') yield* wait(work.select(effect.definition, { by: 'id', id: effect.id }));
    }
  }
}

/** Takes over what a handler has answered for one state. */
function apply(running: Cascade, envelope: Envelope, { target, state, step }: Answer): void {
  const { registry, work, context, root } = running;
  const [next, effects] = step;
  if (target && next !== state) work.change(target, next);
  for (const effect of effects) {
    switch (effect.kind) {
      case 'command':
      case 'event':
        enqueue(running, effect, envelope.sequence);
        break;
      case 'schedule': {
        const { key, at, event, update = null } = effect;
        const wakeAt = update ? Math.min(at, context.now + update.every) : at;
        const { correlation } = root;
        const timer = { key, due: at, wakeAt, event, update, correlation, setAt: context.now };
        work.setTimer(timer, registry.events.get(event.type)?.definition.live ?? false);
        break;
      }
      case 'cancel':
        work.cancelTimer(effect.key);
        break;
      case 'remove':
        work.remove(effect.definition, effect.id);
        break;
    }
  }
}
