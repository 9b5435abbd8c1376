import { contract } from '../kit/define/index.ts';
import { EnterQueue, GetQueue, LeaveQueue, OpponentFound } from './messages.ts';
import { name } from './scope.ts';

export const queue = contract({
  name,
  commands: { EnterQueue, LeaveQueue },
  queries: { GetQueue },
  events: { OpponentFound },
});
