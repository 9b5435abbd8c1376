import { contract } from '../kit/define/index.ts';
import * as queries from './contract/queries.ts';
import { TopThreeListUpdated } from './events.ts';
import { name } from './scope.ts';

export const scoring = contract({
  name,
  commands: {},
  queries,
  events: { TopThreeListUpdated },
  feed: { access: 'anyone' },
});
