import { StartGame } from '../games/commands.ts';
import { implement } from '../kit/define/index.ts';
import { queue } from './contract.ts';
import { enterQueue, leaveQueue, queueReactions, waiting } from './queue.ts';

export const queueModule = () =>
  implement(queue, {
    sends: { StartGame },
    states: [waiting],
    commands: { enterQueue, leaveQueue },
    queries: {
      getQueue: async (_data, read) => ({ waiting: (await read.singleton(waiting))?.state ?? [] }),
    },
    reactions: queueReactions,
  });
