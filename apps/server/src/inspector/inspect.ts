import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Application, Clock, Hooks, Module } from '@tic-tac-toe/domain/kit';
import type { Config } from '../config.ts';

export interface InspectorParts {
  readonly config: Config;
  readonly modules: readonly Module[];
  readonly clock: Pick<Clock, 'now'>;
}

/** Watches the bus, and answers whoever looks. */
export interface Inspector {
  readonly hooks: Hooks;
  /** @returns false for what is not its own, and for whoever may not look */
  answer(app: Application, request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

/** Made by `dev.ts` alone: the built server holds no code of it, so that no setting can bring it there. */
export type Inspect = (parts: InspectorParts) => Inspector;
