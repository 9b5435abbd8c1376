import { contract } from '../kit/define/index.ts';
import * as commands from './contract/commands.ts';
import * as queries from './contract/queries.ts';
import { OpponentFound } from './messages.ts';
import { name } from './scope.ts';

export const queue = contract({
  name,
  commands,
  queries,
  events: { OpponentFound },
});
