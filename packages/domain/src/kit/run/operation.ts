import type { ActorId } from '../define/actor.ts';
import type { CommandMessage, EventMessage, Rejection } from '../define/message.ts';
import type { Asked } from '../ports.ts';

export type TimerTask =
  | { readonly kind: 'timer'; readonly key: string }
  | { readonly kind: 'postpone'; readonly key: string; readonly until: number };

/** A message to deliver, or what is to become of a timer. */
export type Task = CommandMessage | EventMessage | TimerTask;

export const isMessage = (task: Task): task is CommandMessage | EventMessage =>
  task.kind === 'command' || task.kind === 'event';

/** One task of one caller: what is decided as a whole, or not at all. */
export interface Operation {
  readonly task: Task;
  readonly actor: ActorId;
  readonly operation: string;
  /** What is to be kept as asked for; null where no receipt is wanted. */
  readonly request: Asked | null;
  readonly correlation: string | undefined;
}

/** Where the log stands after an operation: known, or so many of its commit's events after where that begins. */
export type Where = { readonly events: number } | { readonly position: number };

/** What an operation has come to; its position may be unknown until the commit. */
export type Decided = (Where & { readonly refused: Rejection | null }) | { readonly error: unknown };
