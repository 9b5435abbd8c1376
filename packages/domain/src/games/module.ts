import { implement } from '../kit/define/index.ts';
import { cancelGame } from './cancel-game.ts';
import { computerMoves, computerThinks } from './computer-moves.ts';
import { games } from './contract.ts';
import { Forfeit, StartGame } from './commands.ts';
import { createGame } from './create-game.ts';
import { declineDraw, offerDraw } from './draw.ts';
import {
  ComputerToMove,
  GameErrorOccurred,
  GameStateReadyToBeCleaned,
  GameWaitedTooLong,
  ReactionsForgotten,
  RematchOfferLapsed,
} from './events.ts';
import { forfeit } from './forfeit.ts';
import { game } from './game.ts';
import { joinGame } from './join-game.ts';
import { turnPostponed, turnTimeout, waitedTooLong } from './out-of-time.ts';
import { placeMark } from './place-mark.ts';
import { playComputer } from './play-computer.ts';
import { GAME_NOT_FOUND } from './rejections.ts';
import { offerRematch, rematchBegins, rematchOfferLapsed, withdrawRematch } from './rematch.ts';
import { resign } from './resign.ts';
import { running, runningGames } from './running.ts';
import { forgetReactions, reacting, sendReaction } from './send-reaction.ts';
import { startGame } from './start-game.ts';
import { watchersOf } from './watchers.ts';

/** @param settings.turnTimeout milliseconds that a player has for each turn */
export const gamesModule = (settings: { readonly turnTimeout: number }) =>
  implement(games, {
    internal: {
      commands: { forfeit: Forfeit, startGame: StartGame },
      events: {
        ComputerToMove,
        GameWaitedTooLong,
        ReactionsForgotten,
        RematchOfferLapsed,
        GameStateReadyToBeCleaned,
      },
    },
    states: [game, reacting],
    commands: {
      createGame,
      cancelGame,
      joinGame: joinGame(settings.turnTimeout),
      playComputer: playComputer(settings.turnTimeout),
      placeMark,
      resign,
      offerDraw,
      declineDraw,
      forfeit,
      startGame: startGame(settings.turnTimeout),
      offerRematch,
      withdrawRematch,
      sendReaction,
    },
    queries: {
      getGame: async ({ gameId }, read) => {
        const found = await read.get(game, gameId);
        return found ? { game: found.state, position: found.position } : GAME_NOT_FOUND;
      },
      getRunningGames: ({ among = [] }, read) => runningGames(among, read),
      getWatchers: async ({ gameId }, read) => {
        const found = await read.get(game, gameId);
        return found ? { watching: watchersOf(found.state, read) } : GAME_NOT_FOUND;
      },
      getMyGames: async (_data, read, { actor }) => {
        const [mine, asked] = await Promise.all([
          read.where(game, 'participant', actor),
          read.where(game, 'askedForRematch', actor),
        ]);
        const all = [...mine, ...asked].toSorted((a, b) => b.position - a.position);
        return { games: all.map(({ state }) => state), positions: all.map(({ position }) => position) };
      },
    },
    projections: [running],
    reactions: [
      turnTimeout,
      waitedTooLong,
      turnPostponed,
      rematchOfferLapsed,
      rematchBegins(settings.turnTimeout),
      computerThinks,
      computerMoves,
      forgetReactions,
    ],
    whenRejected: (command, { reason }, { actor }) =>
      GameErrorOccurred({ gameId: command.data.gameId, player: actor, reason }),
  });
