import { type ActorId, become, handle, toInstant } from '../kit/define/index.ts';
import { StartGame } from './commands.ts';
import { isAgainstComputer } from './computer/computer.ts';
import { WAITING_MS } from './create-game.ts';
import { GameCreated, GameStarted, PlayerJoinedAGame } from './events.ts';
import { game, type InProgress, lasting } from './game.ts';
import type { GameId } from './ids.ts';
import { GAME_ALREADY_EXISTS } from './rejections.ts';
import { rulesNamed, type RulesName } from './rules/rules.ts';
import type { Players } from './seats.ts';
import { beginTurn } from './turn.ts';

/** The computer hurries nobody: a game against it that is left ends after a day. */
const COMPUTER_TURN_MS = 24 * 60 * 60_000;

export const turnTimeoutFor = (players: Players, timeout: number): number =>
  isAgainstComputer({ players }) ? COMPUTER_TURN_MS : timeout;

interface Start extends Pick<InProgress, 'timePerTurn' | 'series'> {
  readonly gameId: GameId;
  readonly host: ActorId;
  readonly players: Players;
  readonly rules?: RulesName | undefined;
}

/**
 * A game that both players sit at from its beginning. It is told like every other, so that whoever follows games need not know how it
 * came about.
 * @param usualTime milliseconds for each turn of the games that do not say
 */
export function start(told: Start, usualTime: number, now: number) {
  const { gameId, host, players, rules = 'classic' } = told;
  const { timePerTurn, series } = lasting(told);
  const board = rulesNamed(rules).opening;
  const [first, second] = players;
  const timeout = turnTimeoutFor(players, timePerTurn ?? usualTime);
  const turn = beginTurn(
    { gameId, players, board, turn: 1, playerId: first, timeout, ...lasting(told) },
    now,
  );
  return become(
    turn.next,
    GameCreated({
      gameId,
      host,
      createdAt: toInstant(now),
      expiresAt: toInstant(now + WAITING_MS),
      ...(rules !== 'classic' && { rules }),
      ...(timePerTurn && { timePerTurn }),
    }),
    PlayerJoinedAGame({ gameId, player: first }),
    PlayerJoinedAGame({ gameId, player: second }),
    GameStarted({ gameId, players, board, ...(series && { series }) }),
    ...turn.effects,
  );
}

/** @param usualTime milliseconds for each turn */
export const startGame = (usualTime: number) =>
  handle(StartGame, game, {
    find: ({ gameId }) => gameId,
    missing: ({ gameId, players, rules }, { now }) =>
      start({ gameId, host: players[0], players, rules }, usualTime, now),
    stages: {
      WaitingForPlayers: GAME_ALREADY_EXISTS,
      InProgress: GAME_ALREADY_EXISTS,
      Ended: GAME_ALREADY_EXISTS,
    },
  });
