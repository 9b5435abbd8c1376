/** All that the product may be told and asked, and tells: safe to import anywhere, the browser included. */
import { games } from './games/contract.ts';
import { contractsOf } from './kit/define/index.ts';
import { lobby } from './lobby/contract.ts';
import { queue } from './queue/contract.ts';
import { scoring } from './scoring/contract.ts';
import { sessions } from './sessions/contract.ts';
import { users } from './users/contract.ts';

/** The one list of them: the router is made from it, and so is the list of modules. */
export const contracts = contractsOf({ users, games, scoring, sessions, queue, lobby });
export type Contracts = typeof contracts;

export { games, lobby, queue, scoring, sessions, users };
export { Alias, type AliasIssue, MAX_ALIAS_LENGTH } from './users/alias.ts';
export {
  DEVICE_PATH,
  isPagePath,
  PLAYER_PATH,
  playerAtPath,
  playerPath,
  PLAYERS_PATH,
} from './page-paths.ts';
export { isUserId, UserId } from './users/ids.ts';
export { PublicUser } from './users/user.ts';
export { actingBy, SocketSessionId } from './sessions/session.ts';
export { gameAtPath, gameIdIn } from './games/game-link.ts';
export { GameId, isGameId } from './games/ids.ts';
export {
  Game,
  type Ended,
  type InProgress,
  isPlayedByBoth,
  rulesOf,
  type WaitingForPlayers,
} from './games/game.ts';
export {
  computerOf,
  isAgainstComputer,
  isComputer,
  Level,
  levelOf,
  levels,
} from './games/computer/computer.ts';
export { Reaction } from './games/reaction.ts';
export { type Players, type Seat } from './games/seats.ts';
export { type Series, standOf } from './games/series.ts';
export { TimePerTurn } from './games/time-per-turn.ts';
export {
  type Board,
  isClassic,
  marksOn,
  rulesFor,
  RulesName,
  rulesNamed,
  takesMark,
} from './games/rules/rules.ts';
export {
  cellAt,
  completedLine,
  emptyBoard,
  type Grid,
  isFull,
  type Line,
  lines,
  type Position,
  withMark,
} from './games/rules/grid.ts';
export { type ClassicBoard } from './games/rules/tic-tac-toe.ts';
export {
  isOpenForNext,
  openBoards,
  type Place,
  placeOf,
  positionOf,
  type SmallBoard,
  type UltimateBoard,
  winnerOf,
  winnersOf,
  winningBoards,
} from './games/rules/ultimate.ts';
export { boardAfter } from './games/replay.ts';
export { evolve, type GameEvent } from './games/view.ts';
export type { Lists } from './lobby/lists.ts';
export { pointsFor } from './scoring/points-for-a-win.ts';
export type { LadderRow } from './scoring/rating.ts';
export type { BySide, PlayedGame, Results } from './scoring/results.ts';
export { type Score, type TopThree } from './scoring/score.ts';
export { Instant, isKnown, toInstant, toMilliseconds } from './kit/define/index.ts';
