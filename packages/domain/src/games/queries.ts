export {
  getMyGames as GetMyGames,
  getRunningGames as GetRunningGames,
  getWatchers as GetWatchers,
} from './contract/queries.ts';
