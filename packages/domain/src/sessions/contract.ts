import { contract } from '../kit/define/index.ts';
import * as commands from './contract/commands.ts';
import * as queries from './contract/queries.ts';
import { SessionDisconnected, UserConnected } from './messages.ts';
import { name } from './scope.ts';

export const sessions = contract({
  name,
  commands,
  queries,
  events: {},
  accepts: { SessionDisconnected, UserConnected },
});
