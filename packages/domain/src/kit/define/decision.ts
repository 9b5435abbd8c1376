import type { CommandMessage, EventMessage } from './message.ts';
import type { ActorId } from './actor.ts';
import type { AnyState } from './state.ts';

/**
 * Delivers `event` at the instant `at`. A second schedule with the same key replaces the first. Keys are private to the
 * module: no other module can replace or cancel its timers.
 */
export interface Schedule<Event extends EventMessage = EventMessage> {
  readonly kind: 'schedule';
  readonly key: string;
  /** Milliseconds since the Unix epoch; never delivered earlier. */
  readonly at: number;
  readonly event: Event;
  /** Delivers `update.event` every `update.every` milliseconds until `at`. */
  readonly update?: { readonly every: number; readonly event: Event };
}

export interface Cancel {
  readonly kind: 'cancel';
  readonly key: string;
}

export interface Remove<Kind extends string = string> {
  readonly kind: 'remove';
  readonly definition: AnyState & { readonly kind: Kind };
  readonly id: string;
}

/** What a handler may ask for besides the next state. */
export type Effect = CommandMessage | EventMessage | Schedule | Cancel | Remove;

interface When {
  readonly key: string;
  readonly at: number;
}

/* Two signatures: with one, a schedule without updates, written inline in a handler, would seem to send any event. */
export function schedule<Event extends EventMessage>(event: Event, options: When): Schedule<Event>;
export function schedule<Event extends EventMessage, Update extends EventMessage>(
  event: Event,
  options: When & { readonly update: { readonly every: number; readonly event: Update } },
): Schedule<Event | Update>;
export function schedule(event: EventMessage, options: When & Pick<Schedule, 'update'>): Schedule {
  const { key, at, update } = options;
  return update ? { kind: 'schedule', key, at, event, update } : { kind: 'schedule', key, at, event };
}

export const cancel = (key: string): Cancel => ({ kind: 'cancel', key });

/** Deletes a state: the handler's own, or another of the same module. */
export const remove = <Kind extends string>(
  definition: AnyState & { readonly kind: Kind },
  id: string,
): Remove<Kind> => ({ kind: 'remove', definition, id });

/** The next state and its effects. */
export type Decision<State, Effects> = readonly [next: State, effects: readonly Effects[]];

/** `return become(nextState, MarkPlaced({ … }), cancel(key))`. The same state object means no change of state. */
export const become = <State, const Effects extends readonly Effect[]>(
  next: State,
  ...effects: Effects
): Decision<State, Effects[number]> => [next, effects];

/** A reaction's answer where there is nothing to do. */
export const ignore: Decision<never, never> = [undefined as never, []];

/** A decision's remaining inputs. With state and message, they make it a pure function. */
export interface Context {
  /** Milliseconds since the Unix epoch, the same for a whole cascade. */
  readonly now: number;
  /** Who acts, from the session and never from the payload; `SYSTEM` for timers and the server itself. */
  readonly actor: ActorId;
  /** A new random UUID. */
  readonly newId: <Id extends string>() => Id;
}
