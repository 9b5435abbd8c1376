import { rejection } from '../kit/define/index.ts';

export const ALIAS_TAKEN = rejection('ALIAS_TAKEN', 'CONFLICT');
export const USER_NOT_FOUND = rejection('USER_NOT_FOUND', 'NOT_FOUND');
export const USER_ALREADY_EXISTS = rejection('USER_ALREADY_EXISTS', 'CONFLICT');
export const CAN_NOT_INVITE_YOURSELF = rejection('CAN_NOT_INVITE_YOURSELF', 'INVALID');
/** No such game waits for players: it was never created, has started, or is over. */
export const GAME_NOT_OPEN = rejection('GAME_NOT_OPEN', 'CONFLICT');
/** Only a player who has joined the game invites to it, so that who plays first is never a race. */
export const HOST_HAS_NOT_JOINED = rejection('HOST_HAS_NOT_JOINED', 'FORBIDDEN');
export const ALREADY_INVITED = rejection('ALREADY_INVITED', 'CONFLICT');
export const TOO_MANY_INVITATIONS = rejection('TOO_MANY_INVITATIONS', 'TOO_MANY');
/** They are here, or have not been away long enough in their own turn. */
export const OPPONENT_NOT_AWAY = rejection('OPPONENT_NOT_AWAY', 'CONFLICT');
export const INVITATION_NOT_FOUND = rejection('INVITATION_NOT_FOUND', 'NOT_FOUND');
