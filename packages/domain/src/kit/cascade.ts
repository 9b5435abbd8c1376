import type { Context, Effect, Step } from './decision.ts';
import { guarded, HandlerFailed, Thrown } from './failures.ts';
import type { Handler } from './handler.ts';
import type { Envelope, Notify } from './hooks.ts';
import type { Steps } from './maybe.ts';
import type { Audience, CommandMessage, EventMessage, Rejection } from './message.ts';
import { BusHandlerFailed } from './module.ts';
import type { Registry } from './registry.ts';
import type { Work } from './unit-of-work.ts';

/** More effects than any honest cascade has: two handlers that answer each other for ever end here. */
const MAX_EFFECTS = 10_000;

export interface Root {
  readonly message: CommandMessage | EventMessage;
  readonly operation: string;
  readonly correlation: string;
  /** An event that a timer carries leaves no trace where every reaction to it is stale. */
  readonly fromTimer: boolean;
}

/**
 * Drains one FIFO: the message that was asked for, then what its handlers answer, in order, until nothing is
 * left. All of it happens to `work`, which nobody sees before it is committed.
 * @returns the refusal of the command that was asked for, or null
 */
export function* cascade(
  registry: Registry,
  notify: Notify,
  work: Work,
  context: Context,
  root: Root,
): Steps<Rejection | null> {
  const queue: Envelope[] = [];

  const enqueue = (message: CommandMessage | EventMessage, causation: number | null) => {
    if (queue.length >= MAX_EFFECTS)
      throw new HandlerFailed(`${root.message.type} led to more than ${MAX_EFFECTS} effects.`);
    const { operation, correlation } = root;
    const sequence = queue.length;
    const envelope: Envelope = { message, operation, correlation, sequence, causation, actor: context.actor };
    queue.push(envelope);
    return envelope;
  };

  /** Takes a handler's answer over, all of it or, where an effect is not known, nothing. */
  function* apply(
    handler: Handler,
    id: string,
    current: unknown,
    step: Step<unknown, Effect>,
    envelope: Envelope,
  ): Steps<void> {
    const [next, effects] = step;
    if (handler.state && next !== current) work.put(handler.state, id, next);
    for (const effect of effects) {
      switch (effect.kind) {
        case 'command':
        case 'event':
          enqueue(effect, envelope.sequence);
          break;
        case 'schedule': {
          const { key, at, event, update = null } = effect;
          const wakeAt = update ? Math.min(at, context.now + update.every) : at;
          work.setTimer(
            { key, due: at, wakeAt, event, update, correlation: root.correlation },
            isLive(registry, event),
          );
          break;
        }
        case 'cancel':
          work.cancelTimer(effect.key);
          break;
        case 'remove':
          yield* work.select(effect.definition, { by: 'id', id: effect.id });
          work.put(effect.definition, effect.id, undefined);
          break;
      }
    }
  }

  /** @returns how many states the handler answered for, or the refusal of one of them */
  function* run(handler: Handler, envelope: Envelope): Steps<number | Rejection> {
    const { data } = envelope.message;
    const found = handler.state
      ? yield* work.select(
          handler.state,
          guarded(() => handler.select(data, context)),
        )
      : NO_STATE;
    // A command is always answered: where nothing is found, as a missing state is.
    const targets = found.length === 0 && envelope.message.kind === 'command' ? NO_STATE : found;
    const reads = yield* readAll(handler, work, data, context);
    // Every target sees the effect as it was, and none sees what another has answered.
    const answers: { readonly id: string; readonly state: unknown; readonly step: Step<unknown, Effect> }[] =
      [];
    notify('beforeHandler', handler.name, envelope);
    for (const { id, state } of targets) {
      const outcome = guarded(() => known(registry, handler, handler.run(state, data, context, reads)));
      if (!('kind' in outcome)) answers.push({ id: idFor(handler, found, id), state, step: outcome });
      else if (outcome.kind === 'rejection') return outcome;
      else notify('onSkipped', handler.name, envelope, outcome.why);
    }
    let effects = 0;
    for (const { id, state, step } of answers) {
      yield* apply(handler, id, state, step, envelope);
      effects += step[1].length;
    }
    notify('afterHandler', handler.name, envelope, effects);
    return answers.length;
  }

  /** A handler threw: its own effects are lost, and that is told. What follows from such news tells no more of it. */
  function lose(handler: Handler, envelope: Envelope, error: unknown): void {
    notify('onHandlerFailed', handler.name, envelope, error);
    if (!followsFailure(envelope)) enqueue(failureOf(handler, envelope, error), envelope.sequence);
  }

  function followsFailure({ message, causation }: Envelope): boolean {
    if (message.type === BusHandlerFailed.type) return true;
    const cause = causation === null ? undefined : queue[causation];
    return cause !== undefined && followsFailure(cause);
  }

  /** Only the command that was asked for fails with its handler: one that a reaction sent is the reaction's loss. */
  function* handleCommand(envelope: Envelope): Steps<Rejection | null> {
    const route = registry.commands.get(envelope.message.type);
    if (!route) throw new HandlerFailed(`No handler for command ${envelope.message.type}.`);
    try {
      const result = yield* run(route.handler, envelope);
      if (typeof result === 'number') return null;
      notify('onRejected', envelope, result);
      return result;
    } catch (error) {
      if (!(error instanceof Thrown) || envelope.sequence === 0) throw error;
      lose(route.handler, envelope, error.cause);
      return null;
    }
  }

  function* handleEvent(envelope: Envelope): Steps<void> {
    const { type, data } = envelope.message;
    const route = registry.events.get(type);
    if (!route) throw new HandlerFailed(`No module declares event ${type}.`);
    let answered = 0;
    for (const reaction of route.reactions) {
      try {
        const result = yield* run(reaction, envelope);
        answered += typeof result === 'number' ? result : 0;
      } catch (error) {
        if (!(error instanceof Thrown)) throw error;
        answered += 1;
        lose(reaction, envelope, error.cause);
      }
    }
    const stale = root.fromTimer && envelope.sequence === 0 && route.reactions.length > 0 && answered === 0;
    if (!stale) keepEvent(envelope, route.definition.live, route.topic(data), route.audience(data));
  }

  function keepEvent(envelope: Envelope, live: boolean, topic: string | null, audience: Audience): void {
    const { message, operation, correlation, sequence, causation, actor } = envelope;
    const { type, data } = message;
    if (live) return work.tell({ type, data, topic, audience });
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

  function* drain(): Steps<Rejection | null> {
    for (let index = 0; index < queue.length; index += 1) {
      const envelope = queue[index];
      if (!envelope) break;
      notify('onHandled', envelope);
      if (envelope.message.kind === 'event') {
        yield* handleEvent(envelope);
        continue;
      }
      const refused = yield* handleCommand(envelope);
      if (refused && index === 0) return refused;
    }
    return null;
  }

  const first = enqueue(root.message, null);
  notify('onBeginProcessing', first);
  try {
    return yield* drain();
  } catch (error) {
    const cause = error instanceof Thrown ? error.cause : error;
    notify('onHandlerFailed', root.message.type, first, cause);
    throw cause;
  } finally {
    notify('onEndProcessing', first, queue.length);
  }
}

const NO_STATE = [{ id: '', state: undefined }] as const;

function idFor(handler: Handler, found: readonly unknown[], id: string): string {
  if (found.length > 0) return id;
  throw new Thrown(new Error(`${handler.name} found no state, and has no id to create one with.`));
}

const isLive = (registry: Registry, event: EventMessage): boolean =>
  registry.events.get(event.type)?.definition.live ?? false;

/** Checks at run time what the compiler has checked already: what is answered is declared. */
function known(
  registry: Registry,
  handler: Handler,
  outcome: ReturnType<Handler['run']>,
): ReturnType<Handler['run']> {
  if ('kind' in outcome) return outcome;
  for (const effect of outcome[1]) {
    if (effect.kind === 'command' && !registry.commands.has(effect.type)) {
      throw new HandlerFailed(`${handler.name} sends command ${effect.type}, which nobody handles.`);
    }
    const event = effect.kind === 'event' ? effect : effect.kind === 'schedule' ? effect.event : undefined;
    if (event && !registry.events.has(event.type)) {
      throw new HandlerFailed(`${handler.name} tells event ${event.type}, which nobody declares.`);
    }
  }
  return outcome;
}

function* readAll(
  handler: Handler,
  work: Work,
  data: unknown,
  context: Context,
): Steps<Readonly<Record<string, unknown>>> {
  const found: Record<string, unknown> = {};
  for (const name in handler.reads) {
    const read = handler.reads[name];
    if (!read) continue;
    const states = yield* work.select(
      read.definition,
      guarded(() => read.select(data, context)),
    );
    found[name] = read.many ? states.map(({ state }) => state) : states[0]?.state;
  }
  return found;
}

const failureOf = (handler: Handler, { message, operation }: Envelope, error: unknown): EventMessage =>
  BusHandlerFailed({
    handler: handler.name,
    effect: message.type,
    operation,
    error: error instanceof Error ? error.message : String(error),
  });
