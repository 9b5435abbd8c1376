import { rejection } from '../kit/define/index.ts';

/** Who plays has an opponent. */
export const PLAYER_IS_PLAYING = rejection('PLAYER_IS_PLAYING', 'CONFLICT');
/** Nobody would hear that an opponent was found. */
export const PLAYER_IS_NOT_ONLINE = rejection('PLAYER_IS_NOT_ONLINE', 'CONFLICT');
