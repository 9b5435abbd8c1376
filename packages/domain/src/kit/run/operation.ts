import type { ActorId } from '../define/actor.ts';
import type { Guard } from '../define/application.types.ts';
import type { CommandMessage, EventMessage, Rejection } from '../define/message.ts';
import type { Asked } from '../ports.ts';

export type TimerTask =
  | { readonly kind: 'timer'; readonly key: string }
  | { readonly kind: 'postpone'; readonly key: string; readonly until: number };

/** A message to deliver, or a timer to fire or put off. */
export type Task = CommandMessage | EventMessage | TimerTask;

export const isMessage = (task: Task): task is CommandMessage | EventMessage =>
  task.kind === 'command' || task.kind === 'event';

/** One task of one caller, decided as a whole or not at all. */
export interface Operation {
  readonly task: Task;
  readonly actor: ActorId;
  readonly operation: string;
  /** The request that the receipt keeps; null if no receipt is wanted. */
  readonly request: Asked | null;
  readonly guard: Guard | undefined;
  readonly correlation: string | undefined;
  /** The ids that its decisions have made, in order: decided again, since something was not loaded or has changed, it makes the same. */
  readonly ids: string[];
}

/** Where the log stands after an operation: a known position, or a number of events after its commit's beginning. */
export type Where = { readonly events: number } | { readonly position: number };

/** The outcome of an operation; its position may be unknown until the commit. */
export type Decided = (Where & { readonly refused: Rejection | null }) | { readonly error: unknown };
