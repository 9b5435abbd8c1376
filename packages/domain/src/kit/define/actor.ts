import { z } from 'zod';

/** Who acts: a user of the product, as the session says. */
export const ActorId = z.uuid().brand('ActorId');
export type ActorId = z.output<typeof ActorId>;

/** The actor of what nobody signed in has asked for: timers, the server itself, trusted callers. */
export const SYSTEM: ActorId = ActorId.parse('00000000-0000-0000-0000-000000000000');
