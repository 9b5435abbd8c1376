import { ActorId, isUuid } from '../kit/define/index.ts';

/** Users are who acts: the kit's actor is the user who is signed in. */
export const UserId = ActorId;
export type UserId = ActorId;

export const isUserId = (text: string): text is UserId => isUuid(text);
