import { become, cancel, type Context, type DataOf, handle, many } from '../kit/define/index.ts';
import { JoinGame } from './commands.ts';
import { MAX_OPEN_GAMES } from './create-game.ts';
import { GameStarted, PlayerJoinedAGame } from './events.ts';
import { type Game, game, type InProgress, lasting, type WaitingForPlayers } from './game.ts';
import {
  ALL_PLAYERS_ALREADY_JOINED,
  GAME_ALREADY_ENDED,
  GAME_NOT_FOUND,
  PLAYER_ALREADY_JOINED,
  TOO_MANY_OPEN_GAMES,
} from './rejections.ts';
import { rulesNamed } from './rules/rules.ts';
import type { Players } from './seats.ts';
import { beginTurn, waitingTimer } from './turn.ts';

/** The first to join waits, and plays first; with the second, the game begins. */
const takeSeat =
  (timeout: number) =>
  (
    waiting: WaitingForPlayers,
    { gameId }: DataOf<typeof JoinGame>,
    { actor, now }: Context,
    { mine }: { readonly mine: readonly Game[] },
  ) => {
    const [first] = waiting.players;
    if (first === actor) return PLAYER_ALREADY_JOINED;
    // Of the game that they opened themselves, they are a participant already.
    const others = mine.filter((other) => other.gameId !== gameId);
    if (others.length >= MAX_OPEN_GAMES) return TOO_MANY_OPEN_GAMES;
    const joined = PlayerJoinedAGame({ gameId, player: actor });
    if (first === undefined) return become({ ...waiting, players: [actor] }, joined);

    const players: Players = [first, actor];
    const board = rulesNamed(waiting.rules ?? 'classic').opening;
    const turn = beginTurn(
      {
        gameId,
        players,
        board,
        turn: 1,
        playerId: first,
        timeout: waiting.timePerTurn ?? timeout,
        ...lasting(waiting),
      },
      now,
    );
    return become(
      turn.next,
      joined,
      cancel(waitingTimer(gameId)),
      GameStarted({ gameId, players, board }),
      ...turn.effects,
    );
  };

const seatsTaken = ({ players }: InProgress, _data: unknown, { actor }: Context) =>
  players.includes(actor) ? PLAYER_ALREADY_JOINED : ALL_PLAYERS_ALREADY_JOINED;

/** @param timeout milliseconds for each turn of the games that do not say */
export const joinGame = (timeout: number) =>
  handle(JoinGame, game, {
    find: ({ gameId }) => gameId,
    reads: { mine: many(game, 'participant', (_data, { actor }) => actor) },
    missing: GAME_NOT_FOUND,
    stages: {
      WaitingForPlayers: takeSeat(timeout),
      InProgress: seatsTaken,
      Ended: GAME_ALREADY_ENDED,
    },
  });
