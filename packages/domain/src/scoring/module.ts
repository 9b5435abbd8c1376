import { implement } from '../kit/define/index.ts';
import { scoring } from './contract.ts';
import { PlayerScoreChanged } from './events.ts';
import { openScore, scoreWin } from './points.ts';
import { results } from './results.ts';
import { score, topThree } from './score.ts';
import { updateTopThree } from './top-three.ts';

export const scoringModule = () =>
  implement(scoring, {
    internal: { events: { PlayerScoreChanged } },
    states: [score, topThree],
    commands: {},
    queries: {
      GetResults: async ({ userId }, read) => {
        const rows = await read.projection(results);
        return { results: rows && (await rows.get(userId)) };
      },
      GetTopThreePlayers: async (_data, read) => {
        const position = await read.position(scoring, {});
        const found = await read.singleton(topThree);
        return { list: found?.state ?? [], position };
      },
    },
    projections: [results],
    reactions: [openScore, scoreWin, updateTopThree],
  });
