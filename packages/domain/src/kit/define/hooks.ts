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

/**
 * Observers of the bus. A hook that throws is reported to `onHookFailed` and has no other effect. When an optimistic
 * conflict makes the bus decide again, hooks see both attempts.
 */
export interface Hooks {
  /** A message has been handed to the bus. */
  onHandle?(message: CommandMessage | EventMessage, operation: string): void;
  /** A cascade begins. */
  onBeginProcessing?(root: Envelope): void;
  /** An effect has left the queue and is about to go to its handlers. */
  onHandled?(effect: Envelope): void;
  beforeHandler?(handler: string, effect: Envelope): void;
  afterHandler?(handler: string, effect: Envelope, effects: number): void;
  /** A handler was not concerned by the effect. */
  onSkipped?(handler: string, effect: Envelope, why: string): void;
  /** A command was refused: a caller's, or one that a handler sent. */
  onRejected?(effect: Envelope, rejection: Rejection): void;
  /**
   * A reaction threw: its own effects are lost, everything else stands. `again` is the time of the next try, in
   * milliseconds since the Unix epoch: `NEVER` if an operator must start it, null if there is none.
   */
  onHandlerFailed?(handler: string, effect: Envelope, error: unknown, again: number | null): void;
  /** A cascade ends; its effects are about to be committed. */
  onEndProcessing?(root: Envelope, handled: number): void;
}

/** All hooks as one. */
export type Notify = Required<Hooks>;

/** Calls a hook of every observer; what one throws never reaches the bus. */
export function notifier(all: readonly Hooks[], onHookFailed: (error: unknown) => void): Notify {
  function every<Args extends unknown[]>(name: keyof Hooks): (...args: Args) => void {
    const watchers = all.filter((hooks) => hooks[name] !== undefined);
    // Most hooks have no observer, and they are called for every effect.
    if (watchers.length === 0) return () => {};
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
  };
}

/** For decisions that are only tried out. */
export const silent: Notify = notifier([], () => {});
