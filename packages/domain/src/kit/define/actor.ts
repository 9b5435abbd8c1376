import { z } from 'zod';

/** Who acts: a user of the product, known from the session. */
export const ActorId = z.uuid().brand('ActorId');
export type ActorId = z.output<typeof ActorId>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** For a page, which has no schemas: a little stricter than they are, which take an id of zeros or of ones alone, too. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** The actor where no signed-in user asks: timers, the server itself, trusted callers. */
export const SYSTEM: ActorId = ActorId.parse('00000000-0000-0000-0000-000000000000');
