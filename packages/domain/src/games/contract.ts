import { contract } from '../kit/define/index.ts';
import * as commands from './contract/commands.ts';
import * as queries from './contract/queries.ts';
import * as events from './events.ts';
import { GameId } from './ids.ts';
import { name } from './scope.ts';

export const games = contract({
  name,
  commands,
  queries,
  events: {
    GameCreated: events.GameCreated,
    PlayerJoinedAGame: events.PlayerJoinedAGame,
    GameStarted: events.GameStarted,
    WaitingForPlayerPlay: events.WaitingForPlayerPlay,
    MarkPlaced: events.MarkPlaced,
    BoardUpdated: events.BoardUpdated,
    GameEnded: events.GameEnded,
    TurnTimeout: events.TurnTimeout,
    DrawOffered: events.DrawOffered,
    DrawDeclined: events.DrawDeclined,
    RematchOffered: events.RematchOffered,
    RematchWithdrawn: events.RematchWithdrawn,
    RematchStarted: events.RematchStarted,
    ReactionSent: events.ReactionSent,
    GameErrorOccurred: events.GameErrorOccurred,
  },
  // Watching needs no alias, and a finished game can be looked at for ever.
  feed: { by: { gameId: GameId }, access: 'anyone', keep: 'forever' },
});
