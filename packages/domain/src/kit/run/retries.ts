import { z } from 'zod';
import { ActorId } from '../define/actor.ts';
import type { Context } from '../define/decision.ts';
import { reactStateless } from '../define/handler.ts';
import type { Envelope } from '../define/hooks.ts';
import { type CommandMessage, type EventMessage, KIT, nameIn } from '../define/message.ts';
import type { Timer } from '../ports.ts';
import type { Registry, RoutedHandler } from './registry.ts';
import { scope } from '../define/scope.ts';
import { fit, upcast } from '../define/shape.ts';

const { event } = scope(KIT);

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/**
 * The waits before a failed handler is tried again. The first ones are for failures that pass by themselves, the last
 * ones for those that somebody has to fix.
 */
const WAITS_MS = [SECOND_MS, 10 * SECOND_MS, MINUTE_MS, 10 * MINUTE_MS, 60 * MINUTE_MS] as const;
const [, , , , LONGEST_WAIT_MS] = WAITS_MS;

/** The last instant of `Date`: a timer that is due then is kept as failed, until an operator has it tried again. */
export const NEVER = 8_640_000_000_000_000;

/**
 * Carried by the timer that tries a failed handler again with the same effect. Its siblings are not asked again: what
 * they did stands. Only the bus reacts to this event, and the log does not keep it.
 */
export const HandlerRetried = event(
  'HandlerRetried',
  z.object({
    handler: z.string(),
    /** Which of the reactions of that name, from 0. */
    nth: z.number(),
    effect: z.object({
      kind: z.enum(['command', 'event']),
      name: z.string(),
      type: z.string(),
      data: z.unknown(),
      /** The version of an event's shape; missing in files from before there were versions. */
      version: z.number().optional(),
    }),
    actor: ActorId,
    /** The operation in which it failed first. */
    operation: z.string(),
    /** How often it has failed. */
    failures: z.number(),
    /** The message of the last error. */
    error: z.string(),
  }),
);
export type HandlerRetried = z.output<typeof HandlerRetried.schema>;

type Message = CommandMessage | EventMessage;

/** The data of a `HandlerRetried`; null for any other message. */
export const retriedBy = (message: Message): HandlerRetried | null =>
  message.name === HandlerRetried.name ? HandlerRetried.schema.parse(message.data) : null;

/** The reaction to ask again. If this version no longer has it, it fails again and stays kept. */
export const reactionOf = ({ events }: Registry, { handler, nth, effect }: HandlerRetried): RoutedHandler =>
  events.get(effect.name)?.reactions.filter(({ name }) => name === handler)[nth] ??
  failing(handler, new Error(`This version has no ${handler}.`));

/** Stands in for a handler that cannot be asked: it is tried again, and kept, like one that throws. */
export const failing = (name: string, error: unknown): RoutedHandler => ({
  ...reactStateless(HandlerRetried, () => {
    throw error;
  }),
  name,
  timerKey: (key) => key,
});

/**
 * The effect that a handler failed at, brought to this version: an event by its upcasts, a command by its schema, which
 * only grows.
 * @throws ShapeMismatch
 */
export function effectOf({ commands, events }: Registry, { effect }: HandlerRetried): Message {
  const { kind, name, type, data, version = 1 } = effect;
  if (kind === 'event') {
    const event = events.get(name);
    return { kind, name, type, data: event ? upcast(event.definition, version, data) : data };
  }
  const command = commands.get(name);
  return { kind, name, type, data: command ? fit(command.definition, data) : data };
}

interface Failure {
  readonly registry: Registry;
  readonly handler: RoutedHandler;
  readonly envelope: Envelope;
  readonly cause: unknown;
  /** The cascade's first message, and whether a timer carried it. */
  readonly root: {
    readonly message: Message;
    readonly fromTimer: boolean;
    readonly timerKey: string | null;
    readonly correlation: string;
  };
  readonly context: Context;
}

/**
 * The timer that tries a failed handler again, and its store; null if effect or state is live and no timer carried the
 * effect. Presence cannot be told later: by then the user may have gone or come back.
 */
export function retryOf(failure: Failure): { readonly timer: Timer; readonly live: boolean } | null {
  const { registry, handler, envelope, cause, root, context } = failure;
  const { message, sequence } = envelope;
  const isLive = registry.events.get(message.name)?.definition.live === true;
  const live = isLive || handler.state?.live === true;
  if (live && !(root.fromTimer && sequence === 0)) return null;
  const before = againOf(root.message, envelope);
  const failures = (before?.failures ?? 0) + 1;
  // A live timer never waits for an operator, who could not reach it.
  const wait = WAITS_MS[failures - 1] ?? (live ? LONGEST_WAIT_MS : null);
  const due = wait === null ? NEVER : context.now + wait;
  const { name, type, data } = message;
  const version = registry.events.get(name)?.definition.version ?? 1;
  const retried = HandlerRetried({
    handler: handler.name,
    nth: before?.nth ?? nthOf(registry, handler),
    // Unchanged if it failed before: this version may have been unable to read it.
    effect: before?.effect ?? { kind: message.kind, name, type, data, version },
    actor: context.actor,
    operation: before?.operation ?? envelope.operation,
    failures,
    error: cause instanceof Error ? cause.message : String(cause),
  });
  // By one key from the first time to the last: who looks at any of its failures finds what has become of it.
  const key = (before && root.timerKey) ?? nameIn(KIT, `retry/${context.newId()}`);
  const { correlation } = root;
  // With `setAt` 0, a timer at `NEVER` never looks as if the clock had been set back since.
  const setAt = due === NEVER ? 0 : context.now;
  return { timer: { key, due, wakeAt: due, event: retried, update: null, correlation, setAt }, live };
}

/** The record of the earlier failure: of the root itself, or of the command that it sent again. */
function againOf(root: Message, { sequence, causation, message }: Envelope): HandlerRetried | null {
  const retried = retriedBy(root);
  const isAgain = sequence === 0 || (message.kind === 'command' && causation === 0);
  return isAgain && retried?.effect.kind === message.kind ? retried : null;
}

const nthOf = ({ events }: Registry, handler: RoutedHandler): number =>
  Math.max(
    0,
    events
      .get(handler.message)
      ?.reactions.filter(({ name }) => name === handler.name)
      .indexOf(handler) ?? 0,
  );
