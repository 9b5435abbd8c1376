import { implement } from '../kit/define/index.ts';
import { scoring } from './contract.ts';
import { PlayerScoreChanged } from './events.ts';
import { openScore, scoreWin } from './points.ts';
import { climb, gameRated, keepRating, leaveLadder, RatingChanged } from './rate-games.ts';
import { ladder, pairing, rating } from './rating.ts';
import { results, rivals } from './results.ts';
import { score, topThree } from './score.ts';
import { ladderPage, profileOf } from './standings.ts';
import { updateTopThree } from './top-three.ts';

/** Players in one page of the ladder, where the caller does not say. */
const LADDER_PAGE = 50;

export const scoringModule = () =>
  implement(scoring, {
    internal: { events: { PlayerScoreChanged, RatingChanged } },
    states: [score, topThree, rating, pairing, ladder],
    commands: {},
    queries: {
      getResults: async ({ userId }, read) => {
        const rows = await read.projection(results);
        return { results: rows && (await rows.get(userId)) };
      },
      getTopThreePlayers: async (_data, read) => {
        const position = await read.position(scoring, {});
        const found = await read.singleton(topThree);
        return { list: found?.state ?? [], position };
      },
      getLadder: ({ after = null, limit = LADDER_PAGE }, read) => ladderPage(after, limit, read),
      getProfile: ({ userId }, read) => profileOf(userId, read),
    },
    projections: [results, rivals],
    reactions: [openScore, scoreWin, updateTopThree, gameRated, keepRating, climb, leaveLadder],
  });
