import { StartGame } from '../games/commands.ts';
import { implement } from '../kit/define/index.ts';
import { queue } from './contract.ts';
import { OpponentMet, OpponentSought } from './messages.ts';
import { enterQueue, leaveQueue, queueReactions, waiting, whoWaits } from './queue.ts';

export const queueModule = () =>
  implement(queue, {
    internal: { events: { OpponentSought, OpponentMet } },
    sends: { StartGame },
    states: [waiting],
    commands: { enterQueue, leaveQueue },
    queries: { getQueue: async (_data, read) => ({ waiting: await whoWaits(read) }) },
    reactions: queueReactions,
  });
