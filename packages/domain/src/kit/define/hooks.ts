import type { Effect } from './decision.ts';
import type { CommandMessage, EventMessage, Rejection } from './message.ts';

/** One effect on its way through the bus, with its operation, correlation and cause. */
export interface Envelope {
  readonly message: CommandMessage | EventMessage;
  readonly operation: string;
  readonly correlation: string;
  /** The effect's number in its cascade; 0 for the first message. */
  readonly sequence: number;
  /** The number of the effect that caused this one; null for the first. */
  readonly causation: number | null;
  readonly actor: string;
}

/** A state that a handler was asked about: before, and as it leaves it. */
export interface Subject {
  /** The `kind` of its definition. */
  readonly state: string;
  readonly id: string;
  /** undefined: there was none. */
  readonly before: unknown;
  /** `before` where it was left alone. */
  readonly after: unknown;
}

/** What a handler answered to an effect. It has a subject for each of its states; none where it has no state. */
export type HandlerAnswered = { readonly subjects: readonly Subject[] } & (
  | { readonly kind: 'decided'; readonly effects: readonly Effect[] }
  | { readonly kind: 'refused'; readonly rejection: Rejection }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Something that it removes is not loaded yet: the whole operation is decided again. */
  | { readonly kind: 'postponed' }
);

/** Work of one turn of the event loop, on its way to the store: one commit of many operations. */
export interface Committing {
  /** Their ids, in the order in which they were decided. */
  readonly operations: readonly string[];
  /** The number of events for the log. */
  readonly events: number;
}

export type CommitEnded =
  /** `before` is where the log stood: its events have the positions after that. */
  | { readonly kind: 'committed'; readonly before: number }
  /** A state has changed since it was read: all of the operations are decided again. */
  | { readonly kind: 'conflict' }
  /** If there are several operations, they are then tried one by one. */
  | { readonly kind: 'failed'; readonly error: unknown };

/** How an operation ended for its caller. */
export type Settled =
  /** `position` is where the log stands with what it did. */
  | { readonly kind: 'accepted'; readonly position: number }
  | { readonly kind: 'refused'; readonly rejection: Rejection }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Observers of the bus. A hook that throws is reported to `onHookFailed` and has no other effect. Hooks come in pairs,
 * also where something is refused or fails: `onHandle` and `onSettled`, `onBeginProcessing` and `onEndProcessing`,
 * `beforeHandler` and `afterHandler`, `beforeCommit` and `afterCommit`. A duration is the time between the two. An
 * operation is decided again where a state was not loaded or has changed meanwhile: hooks see each attempt, and the last
 * one before `onSettled` counts.
 */
export interface Hooks {
  /** A message has been handed to the bus. */
  onHandle?(message: CommandMessage | EventMessage, operation: string): void;
  /** A cascade begins. */
  onBeginProcessing?(root: Envelope): void;
  /** An effect has left the queue and is about to go to its handlers. */
  onHandled?(effect: Envelope): void;
  beforeHandler?(handler: string, effect: Envelope): void;
  /**
   * The handler has answered; nothing of its answer is applied yet. Ask for `answered()` before the hook returns: states
   * change after that. It is made for whoever asks, so that a hook which only takes the time costs next to nothing.
   */
  afterHandler?(handler: string, effect: Envelope, answered: () => HandlerAnswered): void;
  /** A handler was not concerned by the effect. */
  onSkipped?(handler: string, effect: Envelope, why: string): void;
  /** A command was refused: a caller's, or one that a handler sent. */
  onRejected?(effect: Envelope, rejection: Rejection): void;
  /**
   * A reaction threw: its own effects are lost, everything else stands. `again` is the time of the next try, in
   * milliseconds since the Unix epoch: `NEVER` if an operator must start it, null if there is none.
   */
  onHandlerFailed?(handler: string, effect: Envelope, error: unknown, again: number | null): void;
  /** A cascade ends, or stops because something is not loaded; `handled` is the number of its effects. */
  onEndProcessing?(root: Envelope, handled: number): void;
  /** The store is asked to commit. Not called for what leaves nothing there. */
  beforeCommit?(commit: Committing): void;
  afterCommit?(commit: Committing, ended: CommitEnded): void;
  /** An operation is over, and its caller is told. Timers are operations, too: they have no `onHandle`. */
  onSettled?(operation: string, outcome: Settled): void;
}

/**
 * All hooks as one. What nobody observes is undefined: a call `notify.onHandled?.(…)` does not even make its arguments then.
 */
export type Notify = { readonly [Name in keyof Hooks]?: Hooks[Name] | undefined };

/** Calls a hook of every observer; what one throws never reaches the bus. */
export function notifier(all: readonly Hooks[], onHookFailed: (error: unknown) => void): Notify {
  function every<Args extends unknown[]>(name: keyof Hooks): ((...args: Args) => void) | undefined {
    const watchers = all.filter((hooks) => hooks[name] !== undefined);
    if (watchers.length === 0) return undefined;
    return (...args) => {
      for (const hooks of watchers) {
        const hook = hooks[name] as ((...args: Args) => void) | undefined;
        try {
          hook?.apply(hooks, args);
        } catch (error) {
          onHookFailed(error);
        }
      }
    };
  }
  return {
    onHandle: every('onHandle'),
    onBeginProcessing: every('onBeginProcessing'),
    onHandled: every('onHandled'),
    beforeHandler: every('beforeHandler'),
    afterHandler: every('afterHandler'),
    onSkipped: every('onSkipped'),
    onRejected: every('onRejected'),
    onHandlerFailed: every('onHandlerFailed'),
    onEndProcessing: every('onEndProcessing'),
    beforeCommit: every('beforeCommit'),
    afterCommit: every('afterCommit'),
    onSettled: every('onSettled'),
  };
}

/** For decisions that are only tried out. */
export const silent: Notify = {};
