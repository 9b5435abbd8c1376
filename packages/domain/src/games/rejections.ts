import { rejection } from '../kit/define/index.ts';

export const GAME_NOT_FOUND = rejection('GAME_NOT_FOUND', 'NOT_FOUND');
export const GAME_ALREADY_EXISTS = rejection('GAME_ALREADY_EXISTS', 'CONFLICT');
export const TOO_MANY_OPEN_GAMES = rejection('TOO_MANY_OPEN_GAMES', 'TOO_MANY');
export const PLAYER_ALREADY_JOINED = rejection('PLAYER_ALREADY_JOINED', 'CONFLICT');
export const ALL_PLAYERS_ALREADY_JOINED = rejection('ALL_PLAYERS_ALREADY_JOINED', 'CONFLICT');
export const GAME_NOT_STARTED = rejection('GAME_NOT_STARTED', 'CONFLICT');
export const GAME_ALREADY_STARTED = rejection('GAME_ALREADY_STARTED', 'CONFLICT');
export const GAME_ALREADY_ENDED = rejection('GAME_ALREADY_ENDED', 'CONFLICT');
export const GAME_NOT_ENDED = rejection('GAME_NOT_ENDED', 'CONFLICT');
/** By these rules a draw is on the board, and is nothing to agree upon. */
export const NO_DRAW_BY_AGREEMENT = rejection('NO_DRAW_BY_AGREEMENT', 'CONFLICT');
/** The other has said no; after the next mark one may ask again. */
export const DRAW_DECLINED = rejection('DRAW_DECLINED', 'CONFLICT');
export const REMATCH_ALREADY_STARTED = rejection('REMATCH_ALREADY_STARTED', 'CONFLICT');
export const PLAYER_IS_NOT_HOST = rejection('PLAYER_IS_NOT_HOST', 'FORBIDDEN');
/** Not a player of this game, or not the one whose turn it is. */
export const PLAYER_CAN_NOT_PLAY = rejection('PLAYER_CAN_NOT_PLAY', 'FORBIDDEN');
export const POSITION_OFF_LIMITS = rejection('POSITION_OFF_LIMITS', 'INVALID');
/** So many within so short a time are enough. */
export const TOO_MANY_REACTIONS = rejection('TOO_MANY_REACTIONS', 'TOO_MANY');
/** The reply has to go to another small board, or this one takes no more marks. */
export const BOARD_NOT_OPEN = rejection('BOARD_NOT_OPEN', 'CONFLICT');
export const POSITION_ALREADY_FILLED = rejection('POSITION_ALREADY_FILLED', 'CONFLICT');
