import { contract } from '../kit/define/index.ts';
import { TopThreeListUpdated } from './events.ts';
import { GetTopThreePlayers } from './queries.ts';
import { name } from './scope.ts';

export const scoring = contract({
  name,
  commands: {},
  queries: { GetTopThreePlayers },
  events: { TopThreeListUpdated },
  feed: { access: 'anyone' },
});
