import { z } from 'zod';
import { Lists } from '../lists.ts';
import { query } from '../scope.ts';

/** What goes on without the caller. Whoever follows the feed of the lobby is told of it as it changes. */
export const getLists = query('GetLists', z.object({}).prefault({}), Lists, { access: 'anyone' });
