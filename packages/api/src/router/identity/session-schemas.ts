import { Alias, PublicUser, SocketSessionId, users } from '@tic-tac-toe/domain/contracts';
import type { Access, RejectionSort } from '@tic-tac-toe/domain/kit';
import { z } from 'zod';
import type { DeviceLink, Me, SessionProcedures, SignIn } from './session-procedures.types.ts';

/** What of a procedure can be told to others than clients in TypeScript. */
export interface ProcedureSchemas<Answer = unknown> {
  readonly type: 'mutation' | 'query';
  readonly access: Access;
  readonly input: z.ZodType;
  readonly answer: z.ZodType<Answer>;
  /** Why it may be refused, and as what. */
  readonly rejections: Readonly<Record<string, RejectionSort>>;
}

/** As long as any secret may be: what is none finds no link. */
const Secret = z.string().max(100);

const Receipt = z.object({ operationId: z.string(), position: z.number().int().min(0) });
const SignedIn = Receipt.extend({ user: PublicUser, token: z.string(), expiresAt: z.iso.datetime() });

const NOT_VALID = { DEVICE_LINK_NOT_VALID: 'NOT_FOUND' } as const;
const SIGNED_IN = { ALREADY_SIGNED_IN: 'CONFLICT' } as const;
const ENDED = { SIGN_IN_ENDED: 'CONFLICT' } as const;
const [aliasTaken] = users.commands.createUser.rejections;

/** The procedures of sessions that no contract has. Their answers have the types that clients know. */
export const sessionSchemas = {
  start: {
    type: 'mutation',
    access: 'anyone',
    input: z.object({ alias: Alias }),
    answer: SignedIn satisfies z.ZodType<SignIn>,
    rejections: { ...(aliasTaken && { [aliasTaken.reason]: aliasTaken.sort }), ...SIGNED_IN, ...ENDED },
  },
  me: {
    type: 'query',
    access: 'anyone',
    input: z.object({}),
    answer: z.object({
      user: PublicUser.nullable(),
      sessionId: SocketSessionId.nullable(),
    }) satisfies z.ZodType<Me>,
    rejections: {},
  },
  keepsCookie: { type: 'query', access: 'anyone', input: z.object({}), answer: z.boolean(), rejections: {} },
  end: { type: 'mutation', access: 'anyone', input: z.object({}), answer: Receipt, rejections: {} },
  makeDeviceLink: {
    type: 'mutation',
    access: 'user',
    input: z.object({}),
    answer: Receipt.extend({
      secret: z.string(),
      expiresAt: z.iso.datetime(),
    }) satisfies z.ZodType<DeviceLink>,
    rejections: {},
  },
  whoseDeviceLink: {
    type: 'mutation',
    access: 'anyone',
    input: z.object({ secret: Secret }),
    answer: z.object({ user: PublicUser }),
    rejections: NOT_VALID,
  },
  useDeviceLink: {
    type: 'mutation',
    access: 'anyone',
    input: z.object({ secret: Secret, leave: z.boolean().optional() }),
    answer: SignedIn satisfies z.ZodType<SignIn>,
    rejections: { ...NOT_VALID, ...SIGNED_IN, ...ENDED },
  },
} as const satisfies Readonly<Record<keyof SessionProcedures, ProcedureSchemas>>;
