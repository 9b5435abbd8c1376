import { contract } from '../kit/define/index.ts';
import * as queries from './contract/queries.ts';
import { ListsChanged } from './messages.ts';
import { name } from './scope.ts';

export const lobby = contract({
  name,
  commands: {},
  queries,
  events: { ListsChanged },
  feed: { access: 'anyone' },
});
