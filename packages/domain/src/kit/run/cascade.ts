import type { Context, Decision, Effect } from '../define/decision.ts';
import { HandlerError, HandlerFailed, NotLoaded } from './failures.ts';
import type { Read } from '../define/handler.ts';
import type { Envelope, HandlerAnswered, Notify, Subject } from '../define/hooks.ts';
import type { CommandMessage, EventMessage, Rejection } from '../define/message.ts';
import { BusHandlerFailed } from '../define/module.ts';
import type { EventRoute, Registry, RoutedHandler } from './registry.ts';
import { effectOf, failing, type HandlerRetried, reactionOf, retriedBy, retryOf } from './retries.ts';
import type { Tracked, Work } from './unit-of-work.ts';

/** More effects than any real cascade has: it ends an endless loop between handlers. */
const MAX_EFFECTS = 10_000;

export interface Root {
  readonly message: CommandMessage | EventMessage;
  readonly operation: string;
  readonly correlation: string;
  /** An event of a timer is not recorded if every reaction to it skips: the timer was stale. */
  readonly fromTimer: boolean;
  /** Of that timer; null for none. */
  readonly timerKey: string | null;
}

/** A running cascade. */
interface Cascade {
  readonly registry: Registry;
  readonly notify: Notify;
  readonly work: Work;
  /** When a failed handler is tried again, it gets that effect's actor. */
  context: Context;
  readonly root: Root;
  /** Includes the effects that are handled already. */
  readonly queue: Envelope[];
}

/**
 * Drains one FIFO, synchronously: first the root message, then what its handlers answer, in order, until the queue is
 * empty. All changes go to `work`, which nobody sees before it is committed.
 *
 * 1. Take the next effect from the queue to its handlers: a command to its only one, an event to its reactions.
 * 2. Find the states that a handler decides on, and those it reads. If one is not loaded, the cascade ends.
 * 3. Ask the handler about each of them, before any is changed.
 * 4. Apply its answers: change states, set timers, put commands and events at the end of the queue.
 * 5. Record the event, after its reactions.
 * @returns the refusal of the root command, or null
 * @throws NotLoaded where something is not loaded; what a handler of the root command threw
 */
export function cascade(
  registry: Registry,
  notify: Notify,
  work: Work,
  context: Context,
  root: Root,
): Rejection | null {
  const running: Cascade = { registry, notify, work, context, root, queue: [] };
  const first = enqueue(running, root.message, null);
  notify.onBeginProcessing?.(first);
  try {
    return drain(running);
  } catch (error) {
    const cause = error instanceof HandlerError ? error.cause : error;
    if (!(error instanceof NotLoaded)) notify.onHandlerFailed?.(root.message.name, first, cause, null);
    throw cause;
  } finally {
    notify.onEndProcessing?.(first, running.queue.length);
  }
}

function drain(running: Cascade): Rejection | null {
  const { queue } = running;
  // By index: the queue grows during the loop.
  for (let index = 0; index < queue.length; index += 1) {
    const envelope = queue[index] as Envelope;
    running.notify.onHandled?.(envelope);
    const refusal = envelope.message.kind === 'command' ? obey(running, envelope) : hear(running, envelope);
    if (refusal) return refusal;
  }
  return null;
}

function enqueue(
  { queue, root, context }: Cascade,
  message: Envelope['message'],
  causation: number | null,
): Envelope {
  if (queue.length >= MAX_EFFECTS) {
    throw new HandlerFailed(`${root.message.name} led to more than ${MAX_EFFECTS} effects.`);
  }
  const { operation, correlation } = root;
  const sequence = queue.length;
  const envelope = { message, operation, correlation, sequence, causation, actor: context.actor };
  queue.push(envelope);
  return envelope;
}

/** @returns the refusal of the root command; refusals of other commands only go to hooks */
function obey(running: Cascade, envelope: Envelope): Rejection | null {
  const route = running.registry.commands.get(envelope.message.name);
  if (!route) throw new HandlerFailed(`No handler for command ${envelope.message.name}.`);
  const answered = deliver(running, route.handler, envelope);
  if (typeof answered === 'number') return null;
  running.notify.onRejected?.(envelope, answered);
  return envelope.sequence === 0 ? answered : null;
}

function hear(running: Cascade, envelope: Envelope): null {
  const retried = retriedBy(envelope.message);
  if (retried) return tryAgain(running, envelope, retried);
  const route = running.registry.events.get(envelope.message.name);
  if (!route) throw new HandlerFailed(`No module declares event ${envelope.message.name}.`);
  let answered = 0;
  for (const reaction of route.reactions) {
    const answer = deliver(running, reaction, envelope);
    if (typeof answer === 'number') answered += answer;
  }
  const mayBeStale = running.root.fromTimer && envelope.sequence === 0 && route.reactions.length > 0;
  if (!mayBeStale || answered > 0) keepEvent(running, route, envelope);
  return null;
}

/** Asks only the handler that failed: what its siblings did stands. */
function tryAgain(running: Cascade, envelope: Envelope, retried: HandlerRetried): null {
  const { registry } = running;
  const { actor, effect, handler } = retried;
  running.context = { ...running.context, actor };
  let message: Envelope['message'];
  try {
    message = effectOf(registry, retried);
  } catch (error) {
    const { kind, name, type, data } = effect;
    deliver(running, failing(handler, error), { ...envelope, actor, message: { kind, name, type, data } });
    return null;
  }
  if (effect.kind === 'command' && registry.commands.has(effect.name))
    enqueue(running, message, envelope.sequence);
  else deliver(running, reactionOf(registry, retried), { ...envelope, actor, message });
  return null;
}

/**
 * Takes an effect to one of its handlers.
 * @returns the number of states that the handler answered for, or its refusal
 */
function deliver(running: Cascade, handler: RoutedHandler, envelope: Envelope): number | Rejection {
  try {
    return ask(running, handler, envelope);
  } catch (error) {
    const isAskedFor = envelope.sequence === 0 && running.root.message.kind === 'command';
    if (!(error instanceof HandlerError) || isAskedFor) throw error;
    tellFailure(running, handler, envelope, error.cause);
    // A failure counts as an answer.
    return 1;
  }
}

/**
 * A reaction threw, or the handler of a command that a reaction sent. Its own effects are lost until it is tried again.
 * Hooks and `BusHandlerFailed` report it.
 */
function tellFailure(running: Cascade, handler: RoutedHandler, envelope: Envelope, cause: unknown): void {
  const { registry, context, root, work, notify } = running;
  const { message, operation, sequence } = envelope;
  const ends = followsFailure(running, envelope);
  const again = ends ? null : retryOf({ registry, handler, envelope, cause, root, context });
  notify.onHandlerFailed?.(handler.name, envelope, cause, again?.timer.due ?? null);
  if (ends) return;
  if (again) work.setTimer(again.timer, again.live);
  const error = cause instanceof Error ? cause.message : String(cause);
  const retry = again && !again.live ? again.timer.key : null;
  const news = BusHandlerFailed({ handler: handler.name, effect: message.name, operation, error, retry });
  enqueue(running, news, sequence);
}

/** Failures in what follows from `BusHandlerFailed` publish no other: that would be an endless loop. */
function followsFailure(running: Cascade, { message, causation }: Envelope): boolean {
  if (message.name === BusHandlerFailed.name) return true;
  const cause = causation === null ? undefined : running.queue[causation];
  return cause !== undefined && followsFailure(running, cause);
}

function keepEvent({ work, context }: Cascade, route: EventRoute, envelope: Envelope): void {
  const { message, operation, correlation, sequence, causation, actor } = envelope;
  const { name, type, data } = message;
  const topic = route.topic(data);
  const audience = route.audience(data);
  if (route.definition.live) return work.tell({ name, type, data, topic, audience });
  // All fields in one literal: a spread takes ten times as long.
  work.record({
    position: 0,
    previous: 0,
    name,
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

/* One handler and its states: find them, ask the handler, and only then change them. */

type Reads = Readonly<Record<string, unknown>>;

/** The state that a handler is asked about; null if it has no state, or none was found. */
type Target = Tracked | null;

/** A handler's answer for one of its states. */
interface HandlerAnswer {
  readonly target: Target;
  /** The target's state that the handler decided on. */
  readonly state: unknown;
  readonly decision: Decision<unknown, Effect>;
}

const NO_STATE: readonly Target[] = [null];
const NO_READS: Reads = {};
const NO_ANSWERS: readonly HandlerAnswer[] = [];

/** @returns the number of states that the handler answered for, or its first refusal */
function ask(running: Cascade, handler: RoutedHandler, envelope: Envelope): number | Rejection {
  const { notify, work } = running;
  const found = handler.state ? select(running, handler.state, handler.select, envelope) : NO_STATE;
  const reads = handler.readNames.length === 0 ? NO_READS : readAll(running, handler, envelope);
  // Only now: everything that is missing is loaded in one go.
  work.assertLoaded();
  // A command always gets an answer: if nothing is found, the one for a missing state.
  const targets = found.length === 0 && envelope.message.kind === 'command' ? NO_STATE : found;
  notify.beforeHandler?.(handler.name, envelope);
  let answered: readonly HandlerAnswer[] | Rejection;
  try {
    answered = askAbout(running, handler, envelope, targets, reads);
  } catch (error) {
    notify.afterHandler?.(handler.name, envelope, () => thrown(targets, error));
    throw error;
  }
  notify.afterHandler?.(handler.name, envelope, () => told(targets, answered));
  if ('kind' in answered) return answered;
  for (const answer of answered) apply(running, handler, envelope, answer);
  return answered.length;
}

/**
 * Decides for all targets before any is changed: none may see another's answer.
 * @throws NotLoaded where it removes a state that is not loaded
 */
function askAbout(
  running: Cascade,
  handler: RoutedHandler,
  envelope: Envelope,
  targets: readonly Target[],
  reads: Reads,
): readonly HandlerAnswer[] | Rejection {
  let answers: HandlerAnswer[] | undefined;
  for (const target of targets) {
    const state = target?.state;
    const outcome = decide(running, handler, envelope, state, reads);
    if (!('kind' in outcome)) {
      if (!target && handler.state) throw new HandlerError(nowhere(handler));
      const answer = { target, state, decision: outcome };
      // There is usually one: pushing to an empty list would reserve room for seventeen.
      if (answers) answers.push(answer);
      else answers = [answer];
    } else if (outcome.kind === 'rejection') return outcome;
    else running.notify.onSkipped?.(handler.name, envelope, outcome.why);
  }
  if (answers?.some(removesSome)) findRemoved(running, answers);
  return answers ?? NO_ANSWERS;
}

/* What hooks are told of a handler's answer. */

function told(targets: readonly Target[], answered: readonly HandlerAnswer[] | Rejection): HandlerAnswered {
  if ('kind' in answered) return { kind: 'refused', rejection: answered, subjects: subjects(targets, []) };
  const effects = answered.flatMap(({ decision }) => decision[1]);
  return { kind: 'decided', effects, subjects: subjects(targets, answered) };
}

function thrown(targets: readonly Target[], error: unknown): HandlerAnswered {
  if (error instanceof NotLoaded) return { kind: 'postponed', subjects: subjects(targets, []) };
  const cause = error instanceof HandlerError ? error.cause : error;
  return { kind: 'failed', error: cause, subjects: subjects(targets, []) };
}

function subjects(targets: readonly Target[], answers: readonly HandlerAnswer[]): readonly Subject[] {
  return targets.flatMap((target) => {
    if (!target) return [];
    const { definition, id, state: before } = target;
    const answer = answers.find((each) => each.target === target);
    return [{ state: definition.kind, id, before, after: answer ? answer.decision[0] : before }];
  });
}

/** @throws HandlerError where the handler's selector throws */
function select(
  { work, context }: Cascade,
  definition: Read<unknown, unknown>['definition'],
  selectorOf: RoutedHandler['select'],
  { message }: Envelope,
): readonly Tracked[] {
  let selector;
  try {
    selector = selectorOf(message.data, context);
  } catch (error) {
    throw new HandlerError(error);
  }
  return work.select(definition, selector);
}

function readAll(running: Cascade, handler: RoutedHandler, envelope: Envelope): Reads {
  const found: Record<string, unknown> = {};
  for (const name of handler.readNames) {
    const read = handler.reads[name];
    if (!read) continue;
    const states = select(running, read.definition, read.select, envelope);
    found[name] = read.many ? states.map(({ state }) => state) : states[0]?.state;
  }
  return found;
}

const nowhere = ({ name }: RoutedHandler) =>
  new Error(`${name} found no state, and has no id to create one with.`);

/** Checks at run time, as the compiler did, that the answer is declared. */
function decide(
  { registry, context }: Cascade,
  handler: RoutedHandler,
  { message }: Envelope,
  state: unknown,
  reads: Reads,
): ReturnType<RoutedHandler['run']> {
  try {
    const outcome = handler.run(state, message.data, context, reads);
    if ('kind' in outcome) return outcome;
    for (const effect of outcome[1]) assertDeclared(registry, handler, effect);
    return outcome;
  } catch (error) {
    throw new HandlerError(error);
  }
}

function assertDeclared({ commands, events }: Registry, { name }: RoutedHandler, effect: Effect): void {
  if (effect.kind === 'command' && !commands.has(effect.name)) {
    throw new HandlerFailed(`${name} sends command ${effect.name}, which nobody handles.`);
  }
  const event = effect.kind === 'event' ? effect : effect.kind === 'schedule' ? effect.event : undefined;
  const update = effect.kind === 'schedule' ? effect.update?.event : undefined;
  const isStrange = (told: EventMessage | undefined) => told !== undefined && !events.has(told.name);
  const stranger = isStrange(event) ? event : isStrange(update) ? update : undefined;
  if (stranger) throw new HandlerFailed(`${name} tells event ${stranger.name}, which nobody declares.`);
}

const removesSome = ({ decision }: HandlerAnswer): boolean =>
  decision[1].some(({ kind }) => kind === 'remove');

/** A state must be loaded before it is removed: the commit checks its version. */
function findRemoved({ work }: Cascade, answers: readonly HandlerAnswer[]): void {
  for (const { decision } of answers) {
    for (const effect of decision[1]) {
      if (effect.kind === 'remove') work.select(effect.definition, { by: 'id', id: effect.id });
    }
  }
  work.assertLoaded();
}

/** Applies a handler's answer for one state. */
function apply(
  running: Cascade,
  { timerKey }: RoutedHandler,
  envelope: Envelope,
  { target, state, decision }: HandlerAnswer,
): void {
  const { registry, work, context, root } = running;
  const [next, effects] = decision;
  if (target && next !== state) work.change(target, next);
  for (const effect of effects) {
    switch (effect.kind) {
      case 'command':
      case 'event':
        enqueue(running, effect, envelope.sequence);
        break;
      case 'schedule': {
        const { at, event, update = null } = effect;
        const wakeAt = update ? Math.min(at, context.now + update.every) : at;
        const { correlation } = root;
        const key = timerKey(effect.key);
        const timer = { key, due: at, wakeAt, event, update, correlation, setAt: context.now };
        work.setTimer(timer, registry.events.get(event.name)?.definition.live ?? false);
        break;
      }
      case 'cancel':
        work.cancelTimer(timerKey(effect.key));
        break;
      case 'remove':
        work.remove(effect.definition, effect.id);
        break;
    }
  }
}
