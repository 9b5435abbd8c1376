import type { Contracts } from '@tic-tac-toe/domain/contracts';
import { TRPCClientError } from '@trpc/client';

type Messages = {
  readonly [Module in keyof Contracts]: Contracts[Module]['commands'] & Contracts[Module]['queries'];
}[keyof Contracts];
type ReasonsOf<Definitions> = Definitions extends unknown
  ? {
      [Name in keyof Definitions]: Definitions[Name] extends { readonly $reason: infer Reason }
        ? Reason
        : never;
    }[keyof Definitions]
  : never;
/** Every reason that a command or a query of the contract may be refused for. */
type Reason = Extract<ReasonsOf<Messages>, string>;

/** A reason without a sentence does not compile. */
const refusals: Readonly<Record<Reason, string>> = {
  GAME_NOT_FOUND: 'This game does not exist.',
  GAME_ALREADY_EXISTS: 'This game has been opened already.',
  TOO_MANY_OPEN_GAMES: 'You have too many open games. Finish one, or let it end, before you open another.',
  PLAYER_ALREADY_JOINED: 'You already sit at this game.',
  ALL_PLAYERS_ALREADY_JOINED: 'Both seats are taken. You can watch.',
  GAME_NOT_STARTED: 'The game has not started yet.',
  GAME_ALREADY_ENDED: 'This game is over.',
  PLAYER_CAN_NOT_PLAY: 'It is not your turn.',
  POSITION_OFF_LIMITS: 'That square is not on the board.',
  POSITION_ALREADY_FILLED: 'That square is taken.',
  ALIAS_TAKEN: 'Somebody else plays under this alias.',
  USER_NOT_FOUND: 'This player is not here any more.',
  USER_ALREADY_EXISTS: 'This player exists already.',
  CAN_NOT_INVITE_YOURSELF: 'You cannot invite yourself.',
  GAME_NOT_OPEN: 'This game is not open any more.',
  HOST_HAS_NOT_JOINED: 'Sit down at the game before you invite somebody to it.',
  ALREADY_INVITED: 'This player has been invited already.',
  TOO_MANY_INVITATIONS: 'Too many invitations are waiting for an answer. Try again in a while.',
  INVITATION_NOT_FOUND: 'This invitation is not open any more.',
  SESSION_NOT_FOUND: 'The connection was lost. Try again.',
  SESSION_ALREADY_EXISTS: 'You are signed in already.',
  SESSION_ALREADY_ASSOCIATED: 'This connection belongs to somebody else.',
};

/** What the transport may answer, beyond the rules of the game. */
const failures: Readonly<Record<string, string>> = {
  UNAUTHORIZED: 'You are signed out. Choose an alias to go on.',
  TOO_MANY_REQUESTS: 'That was a little fast. Wait a moment and try again.',
  BAD_REQUEST: 'The server did not understand this. Reload the page.',
  PAYLOAD_TOO_LARGE: 'That was too long.',
  CONFLICT: 'This was already done differently. Reload the page.',
  NOT_FOUND: 'This does not exist.',
  FORBIDDEN: 'You may not do this.',
  SERVICE_UNAVAILABLE: 'The server is taking a break. Try again in a moment.',
  TIMEOUT: 'The server took too long to answer. Try again.',
};

const UNREACHABLE = 'The server cannot be reached. Check your connection and try again.';
const INTERNAL = 'Something went wrong on the server. Try again in a moment.';

/** `data` as the server's error formatter writes it: nothing of it can be relied upon. */
function field(error: unknown, name: 'reason' | 'code'): string | undefined {
  if (!(error instanceof TRPCClientError)) return undefined;
  const data: unknown = error.data;
  if (typeof data !== 'object' || data === null) return undefined;
  const value: unknown = Object.entries(data).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}

/** Why the rules refused, if they did. */
export const reasonOf = (error: unknown): string | undefined => field(error, 'reason');

/** The transport's code; undefined where no answer came at all. */
export const codeOf = (error: unknown): string | undefined => field(error, 'code');

const isReason = (reason: string): reason is Reason => Object.hasOwn(refusals, reason);

/** What to tell the player, in their words. */
export function sentenceFor(error: unknown): string {
  const reason = reasonOf(error);
  if (reason !== undefined && isReason(reason)) return refusals[reason];
  const code = codeOf(error);
  if (code === undefined) return UNREACHABLE;
  return failures[code] ?? INTERNAL;
}
