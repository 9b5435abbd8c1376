import { z } from 'zod';
import { KIT, nameIn } from '../define/message.ts';
import { scope } from '../define/scope.ts';
import type { Timer } from '../ports.ts';
import { NEVER } from './retries.ts';

const { event } = scope(KIT);

/**
 * Somebody wants a projection to be made anew. Carried by a timer that never rings: another process can set it beside a
 * running server, and the commit that begins the work cancels it.
 */
export const RebuildAsked = event('RebuildAsked', z.object({ projection: z.string() }));

/** The key of that timer. */
export const rebuildKey = (projection: string): string => nameIn(KIT, `rebuild/${projection}`);

/** What asks for it. Setting it twice asks once. */
export const rebuildTimer = (projection: string): Timer => ({
  key: rebuildKey(projection),
  due: NEVER,
  wakeAt: NEVER,
  event: RebuildAsked({ projection }),
  update: null,
  correlation: rebuildKey(projection),
  setAt: 0,
});
