import { runningGames } from '../games/running.ts';
import { bulletin, implement } from '../kit/define/index.ts';
import { whoWaits } from '../queue/queue.ts';
import { lobby } from './contract.ts';
import { GetLists, ListsChanged } from './messages.ts';

/** Nobody reads faster than that. */
const TOLD_EVERY_MS = 1_000;

export const lobbyModule = () =>
  implement(lobby, {
    states: [],
    commands: {},
    queries: {
      async getLists(_data, read) {
        const [{ games, total }, waiting] = await Promise.all([runningGames([], read), whoWaits(read)]);
        return { games, total, waiting };
      },
    },
    bulletins: [bulletin(GetLists, ListsChanged, TOLD_EVERY_MS)],
  });
