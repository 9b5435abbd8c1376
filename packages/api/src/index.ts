/** What clients know of the server: types of the contract, and helpers that are safe in a browser. */
import type { AnyContract } from '@tic-tac-toe/domain/kit';
import type { Contracts } from '@tic-tac-toe/domain/contracts';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter, EventOf } from './router/app-router.types.ts';

export type { AcceptedEvent, AppRouter, Resync, Tracked } from './router/app-router.types.ts';
export type { Me, SignIn } from './router/identity/session-procedures.types.ts';
export {
  codeOf,
  type ErrorCode,
  type ErrorData,
  type ErrorShape,
  type Issue,
  issueOf,
  reasonOf,
} from './errors.ts';
export { newId, newUuid } from './ids.ts';
export { MAX_BATCH, MAX_SUBSCRIPTION_BYTES, MAX_WAITING_EVENTS } from './limits.ts';
export { type DomainReason, isReason, type Reason, type WireReason } from './reasons.ts';

export type RouterInputs = inferRouterInputs<AppRouter>;
export type RouterOutputs = inferRouterOutputs<AppRouter>;

type Publishing = {
  [Name in keyof Contracts as keyof Contracts[Name]['events'] extends never ? never : Name]: Contracts[Name];
};

/** What each module's subscription tells: `ModuleEvent<'games'>`. */
export type ModuleEvent<Name extends keyof Publishing> = Publishing[Name] extends AnyContract
  ? EventOf<Publishing[Name]>
  : never;
