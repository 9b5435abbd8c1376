import { codeOf, type ErrorCode, type Reason, reasonOf } from '@tic-tac-toe/api';
import { isOwnFault } from '../../api/unreachable.ts';
import { type PlainSentence, t } from '../../languages/t.ts';

/** A reason without a sentence does not compile. */
const refusals = {
  GAME_NOT_FOUND: 'This game does not exist.',
  GAME_ALREADY_EXISTS: 'This game has been opened already.',
  TOO_MANY_OPEN_GAMES: 'You have too many open games. Finish one, or call it off, before you open another.',
  PLAYER_ALREADY_JOINED: 'You already sit at this game.',
  ALL_PLAYERS_ALREADY_JOINED: 'Both seats are taken. You can watch.',
  GAME_NOT_STARTED: 'The game has not started yet.',
  GAME_NOT_ENDED: 'This game is not over yet.',
  NO_DRAW_BY_AGREEMENT: 'This game is a draw only by its board.',
  DRAW_DECLINED: 'The draw was declined. You can offer it again after the next mark.',
  TOO_MANY_REACTIONS: 'Enough for now: a few seconds, and you can react again.',
  REMATCH_ALREADY_STARTED: 'The rematch has begun.',
  GAME_ALREADY_STARTED: 'The game has begun. You can resign it.',
  PLAYER_IS_NOT_HOST: 'Only who opened this game can call it off.',
  GAME_ALREADY_ENDED: 'This game is over.',
  PLAYER_CAN_NOT_PLAY: 'It is not your turn.',
  POSITION_OFF_LIMITS: 'That square is not on the board.',
  BOARD_NOT_OPEN: 'Your mark has to go to a board that is open to you.',
  POSITION_ALREADY_FILLED: 'That square is taken.',
  ALIAS_TAKEN: 'Somebody else plays under this alias.',
  PLAYER_NOT_FOUND: 'There is no such player.',
  USER_NOT_FOUND: 'This player is not here any more.',
  USER_ALREADY_EXISTS: 'This player exists already.',
  CAN_NOT_INVITE_YOURSELF: 'You cannot invite yourself.',
  GAME_NOT_OPEN: 'This game is not open any more.',
  HOST_HAS_NOT_JOINED: 'Sit down at the game before you invite somebody to it.',
  ALREADY_INVITED: 'This player has been invited already.',
  TOO_MANY_INVITATIONS: 'Too many invitations are waiting for an answer. Try again in a while.',
  PLAYER_IS_PLAYING: 'You are playing a game already.',
  PLAYER_IS_NOT_ONLINE: 'Your connection was lost. Try again.',
  OPPONENT_NOT_AWAY: 'Your opponent is here, or has not been away for long enough.',
  INVITATION_NOT_FOUND: 'This invitation is not open any more.',
  SESSION_NOT_FOUND: 'The connection was lost. Try again.',
  SESSION_ALREADY_ASSOCIATED: 'This connection belongs to somebody else.',
  SIGN_IN_REQUIRED: 'You are signed out. Choose an alias to go on.',
  ALREADY_SIGNED_IN: 'You are signed in already.',
  SIGN_IN_ENDED: 'This sign-in has ended. Try again.',
  DEVICE_LINK_NOT_VALID: 'This link was used, or is too old. Make another one on the other device.',
  SERVICE_TOKEN_REQUIRED: 'You may not do this.',
  OPERATION_ID_REUSED: 'This was already done differently. Reload the page.',
  SUBSCRIBER_TOO_SLOW: 'Your connection is slow. What you missed is on its way.',
} as const satisfies Readonly<Record<Reason, PlainSentence>>;

/** What the transport may answer, beyond the rules of the game. */
const failures: Readonly<Partial<Record<ErrorCode, PlainSentence>>> = {
  UNAUTHORIZED: 'You are signed out. Choose an alias to go on.',
  TOO_MANY_REQUESTS: 'That was a little fast. Wait a moment and try again.',
  BAD_REQUEST: 'The server did not understand this. Reload the page.',
  PAYLOAD_TOO_LARGE: 'That was too long.',
  CONFLICT: 'This was already done differently. Reload the page.',
  NOT_FOUND: 'This does not exist.',
  SERVICE_UNAVAILABLE: 'The server is taking a break. Try again in a moment.',
  BAD_GATEWAY: 'The server is taking a break. Try again in a moment.',
  GATEWAY_TIMEOUT: 'The server took too long to answer. Try again.',
  TIMEOUT: 'The server took too long to answer. Try again.',
};

const UNREACHABLE =
  'The server cannot be reached. Check your connection and try again.' satisfies PlainSentence;
const OWN_FAULT =
  'Something went wrong on this page. Reload it to go on: your game is safe.' satisfies PlainSentence;
/** For what a page of before cannot show: the server has a newer one. */
export const olderPage = (): string =>
  t('This page is older than the server. Reload it to go on: your game is safe.');
const INTERNAL = 'Something went wrong on the server. Try again in a moment.' satisfies PlainSentence;

/** What to tell the player, in their words. */
export function sentenceFor(error: unknown): string {
  const reason = reasonOf(error);
  if (reason !== undefined) return t(refusals[reason]);
  const code = codeOf(error);
  if (code === undefined) return t(isOwnFault(error) ? OWN_FAULT : UNREACHABLE);
  // Refused for how the server is set up: its own sentence says what its operator has to mend.
  if (code === 'FORBIDDEN' && error instanceof Error) return error.message;
  return t(failures[code] ?? INTERNAL);
}
