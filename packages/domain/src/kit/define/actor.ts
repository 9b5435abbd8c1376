import { z } from 'zod';

/** Who acts: a user of the product, known from the session. */
export const ActorId = z.uuid().brand('ActorId');
export type ActorId = z.output<typeof ActorId>;

/** The actor where no signed-in user asks: timers, the server itself, trusted callers. */
export const SYSTEM: ActorId = ActorId.parse('00000000-0000-0000-0000-000000000000');
