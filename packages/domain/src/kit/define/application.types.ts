import type { ActorId } from './actor.ts';
import type { CommandMessage, EventMessage, QueryMessage, Rejection } from './message.ts';
import type { Awaitable } from './awaitable.ts';
import type { AnyContract } from './contract.ts';
import type { EventLog, LiveEvent, RecordedEvent } from '../ports.ts';
import type { AnyState } from './state.ts';

/** Proof that a command was handled: the events that it caused are in the log, up to `position`. */
export interface Receipt {
  readonly operationId: string;
  readonly position: number;
}

export type Outcome =
  { readonly ok: true; readonly receipt: Receipt } | { readonly ok: false; readonly rejection: Rejection };

export type Answer<Result> =
  { readonly ok: true; readonly answer: Result } | { readonly ok: false; readonly rejection: Rejection };

/** What a caller acts by: a state without which nothing is done for them, as a session. */
export interface Guard {
  readonly definition: AnyState;
  readonly id: string;
  /** What the caller hears once there is no such state. It leaves no receipt: another guard may let the retry pass. */
  readonly refusal: Rejection;
}

export interface Caller {
  /** Who acts; `SYSTEM` for the server itself. */
  readonly actor: ActorId;
  /** Makes a retry safe: the same id and payload get the same receipt. A missing id is generated. */
  readonly operationId?: string | undefined;
  /** It is read with all else that is decided upon, so that nothing is committed after the state has gone. */
  readonly guard?: Guard | undefined;
  /** For work that began elsewhere: the correlation id it has there. */
  readonly correlationId?: string | undefined;
}

/** What one commit published, in order. */
export interface Published {
  readonly events: readonly RecordedEvent[];
  readonly live: readonly LiveEvent[];
}

export type Listener = (published: Published) => void;

/** One listener's subscription to a topic. */
export interface Listening {
  /**
   * The listener is told every event of the topic after this position. It is a promise where the store answers later:
   * await it before reading earlier events, or there may be a gap.
   */
  readonly from: Awaitable<number>;
  stop(): void;
}

/** A running set of modules. */
export interface Application {
  readonly contracts: readonly AnyContract[];
  /** Re-arms timers, starts the processes, runs the initial commands. */
  start(): Promise<void>;
  /** Refuses new work, finishes the work in progress, stops the processes in reverse order. May be started again. */
  stop(): Promise<void>;
  /** Resolves once the outcome is on disk. Rejects on a failure of the system; a refusal is an outcome. */
  execute(command: CommandMessage, caller: Caller): Promise<Outcome>;
  /** Answers from committed state. */
  ask<Result = unknown>(query: QueryMessage, caller: Pick<Caller, 'actor'>): Promise<Answer<Result>>;
  /**
   * Handles an event from outside; resolves once its consequences are on disk.
   * @throws EventRefused where its operation id was used for something else
   */
  publish(event: EventMessage, caller?: Partial<Caller>): Promise<Receipt>;
  /** Past events, for subscribers that catch up. */
  readonly log: EventLog;
  /**
   * Calls `listener` after each commit of any server that published something to `topic`, in log order; for `null`,
   * after each commit of this server.
   * @param who who listens: one who does so several times is one follower of the topic; without it, nobody is counted
   */
  listen(topic: string | null, listener: Listener, who?: string): Listening;
  /**
   * The events of a topic after a position, oldest first, where they are at hand; null where the log has to be read for
   * them. Together with what a listener that is there already is told, nothing is missing.
   */
  recent(topic: string, after: number): readonly RecordedEvent[] | null;
}

/** Events are refused for one reason only: the operation id was used with another payload before. */
export class EventRefused extends Error {
  override readonly name = 'EventRefused';
  readonly rejection: Rejection;
  constructor(rejection: Rejection) {
    super(`The event was refused: ${rejection.reason}.`);
    this.rejection = rejection;
  }
}

/** New work is refused while an application is not running. */
export class NotRunning extends Error {
  override readonly name = 'NotRunning';
}
