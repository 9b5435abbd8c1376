import { Lists } from './lists.ts';
import { event } from './scope.ts';

export { getLists as GetLists } from './contract/queries.ts';

/**
 * The lists as they are now: said to each who begins to follow, and when they have changed, once in a second at most. What
 * was said last is newer than any answer that was asked for before it.
 */
export const ListsChanged = event('ListsChanged', Lists, { live: true });
