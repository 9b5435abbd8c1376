export {
  getLadder as GetLadder,
  getProfile as GetProfile,
  getResults as GetResults,
  getTopThreePlayers as GetTopThreePlayers,
} from './contract/queries.ts';
