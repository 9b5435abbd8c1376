import { contract } from '../kit/define/index.ts';
import { TopThreeListUpdated } from './events.ts';
import { GetLadder, GetProfile, GetResults, GetTopThreePlayers } from './queries.ts';
import { name } from './scope.ts';

export const scoring = contract({
  name,
  commands: {},
  queries: { GetResults, GetTopThreePlayers, GetLadder, GetProfile },
  events: { TopThreeListUpdated },
  feed: { access: 'anyone' },
});
