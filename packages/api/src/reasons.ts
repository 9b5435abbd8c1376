import type { AnyContract } from '@tic-tac-toe/domain/kit';
import { type Contracts, contracts } from '@tic-tac-toe/domain/contracts';

/** What the wire itself refuses calls for, besides what the domain refuses. */
export const WIRE_REASONS = [
  /** Nobody is signed in, or the session has ended. */
  'SIGN_IN_REQUIRED',
  /** Signing in takes a caller who is not signed in: end the session first. */
  'ALREADY_SIGNED_IN',
  /** This very sign-in has ended since it was first made: sign in as anybody does, with a new operation id. */
  'SIGN_IN_ENDED',
  /** This device link was used, or is too old, or never was one. */
  'DEVICE_LINK_NOT_VALID',
  /** Only callers that hold the service token may do this. */
  'SERVICE_TOKEN_REQUIRED',
  /** The same operation id came with another payload. */
  'OPERATION_ID_REUSED',
  /** More events waited for this subscriber than are kept for one. It resumes from its last position. */
  'SUBSCRIBER_TOO_SLOW',
] as const;
export type WireReason = (typeof WIRE_REASONS)[number];

type Reasoned = Readonly<Record<string, { readonly $reason: string }>>;
type ReasonsOf<Messages extends Reasoned> = Messages[keyof Messages]['$reason'];

/** Every reason that a contract's commands and queries may be refused for. */
export type DomainReason<Modules extends Readonly<Record<string, AnyContract>> = Contracts> = {
  readonly [Name in keyof Modules]:
    ReasonsOf<Modules[Name]['commands']> | ReasonsOf<Modules[Name]['queries']>;
}[keyof Modules];

/** Why a call was refused: what `data.reason` of an error says. */
export type Reason = DomainReason | WireReason;

const known = new Set<string>(WIRE_REASONS);
for (const { commands, queries } of Object.values<AnyContract>(contracts)) {
  for (const { rejections } of [...Object.values(commands), ...Object.values(queries)]) {
    for (const { reason } of rejections) known.add(reason);
  }
}

/** A newer server may know more reasons than this client. */
export const isReason = (value: unknown): value is Reason => typeof value === 'string' && known.has(value);
