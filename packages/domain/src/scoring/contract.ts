import { contract } from '../kit/define/index.ts';
import { TopThreeListUpdated } from './events.ts';
import { GetResults, GetTopThreePlayers } from './queries.ts';
import { name } from './scope.ts';

export const scoring = contract({
  name,
  commands: {},
  queries: { GetResults, GetTopThreePlayers },
  events: { TopThreeListUpdated },
  feed: { access: 'anyone' },
});
