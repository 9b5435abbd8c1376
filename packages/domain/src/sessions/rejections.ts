import { rejection } from '../kit/define/index.ts';

export const SESSION_NOT_FOUND = rejection('SESSION_NOT_FOUND', 'NOT_FOUND');
export const SESSION_ALREADY_EXISTS = rejection('SESSION_ALREADY_EXISTS', 'CONFLICT');
/** It was never made, or was used, or is too old. */
export const DEVICE_LINK_NOT_VALID = rejection('DEVICE_LINK_NOT_VALID', 'NOT_FOUND');
/** The connection belongs to somebody else. */
export const SESSION_ALREADY_ASSOCIATED = rejection('SESSION_ALREADY_ASSOCIATED', 'FORBIDDEN');
