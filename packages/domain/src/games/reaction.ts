import { z } from 'zod';

/** All that players can say to each other: what is fixed hurts nobody, and needs nobody who reads along. */
export const Reaction = z.enum(['THUMBS_UP', 'APPLAUSE', 'LAUGH', 'SURPRISE', 'THINKING', 'HEART']);
export type Reaction = z.output<typeof Reaction>;
