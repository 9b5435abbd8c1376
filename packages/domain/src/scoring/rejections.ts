import { rejection } from '../kit/define/index.ts';

export const PLAYER_NOT_FOUND = rejection('PLAYER_NOT_FOUND', 'NOT_FOUND');
