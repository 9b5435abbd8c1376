import type { CommandMessage, EventMessage, Rejection } from './message.ts';

/** One effect on its way through the bus, with what it belongs to. */
export interface Envelope {
  readonly message: CommandMessage | EventMessage;
  readonly operation: string;
  readonly correlation: string;
  /** The effect's number in its cascade; 0 is what was asked for. */
  readonly sequence: number;
  /** The number of the effect that this one followed from; null for the first. */
  readonly causation: number | null;
  readonly actor: string;
}

/**
 * Those who watch the bus. A hook that throws is reported to `onHookFailed` and disturbs nobody.
 * Where an optimistic conflict makes the bus decide again, hooks see both attempts.
 */
export interface Hooks {
  /** A message has been handed to the bus. */
  onHandle?(message: CommandMessage | EventMessage, operation: string): void;
  /** A cascade begins. */
  onBeginProcessing?(root: Envelope): void;
  /** An effect's turn in the queue has come: it is about to go to its handlers. */
  onHandled?(effect: Envelope): void;
  beforeHandler?(handler: string, effect: Envelope): void;
  afterHandler?(handler: string, effect: Envelope, effects: number): void;
  /** A handler found the effect not to be its business. */
  onSkipped?(handler: string, effect: Envelope, why: string): void;
  /** A command was refused: the one that was asked for, or one that a handler asked for. */
  onRejected?(effect: Envelope, rejection: Rejection): void;
  /**
   * A reaction threw: its own effects are lost, everything else stands. `again` is when it is tried again, in
   * milliseconds since the Unix epoch: `NEVER` for one that waits for somebody to do so, null for one that is not.
   */
  onHandlerFailed?(handler: string, effect: Envelope, error: unknown, again: number | null): void;
  /** A cascade ends; its effects are about to be committed. */
  onEndProcessing?(root: Envelope, handled: number): void;
}

/** All watchers as one. */
export type Notify = Required<Hooks>;

/** Calls a hook of every watcher, and keeps what they throw away from the bus. */
export function notifier(all: readonly Hooks[], onHookFailed: (error: unknown) => void): Notify {
  function every<Args extends unknown[]>(name: keyof Hooks): (...args: Args) => void {
    const watchers = all.filter((hooks) => hooks[name] !== undefined);
    // Most hooks have none, and are called for every effect.
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

/** For decisions that are only tried. */
export const silent: Notify = notifier([], () => {});
