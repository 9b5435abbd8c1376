import { contract } from '../kit/contract.ts';
import { TopThreeListUpdated } from './events.ts';
import { GetTopThreePlayers } from './queries.ts';

export const scoring = contract({
  name: 'scoring',
  commands: {},
  queries: { GetTopThreePlayers },
  events: { TopThreeListUpdated },
  feed: { access: 'anyone' },
});
