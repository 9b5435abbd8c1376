import { type ActorId, toInstant } from '../kit/define/index.ts';
import { isAgainstComputer } from './computer/computer.ts';
import { WAITING_MS } from './create-game.ts';
import { GameCreated, GameStarted, PlayerJoinedAGame } from './events.ts';
import type { GameId } from './ids.ts';
import { type RulesName, rulesNamed } from './rules/rules.ts';
import type { Players } from './seats.ts';
import { beginTurn } from './turn.ts';

/** The computer hurries nobody: a game against it that is left ends after a day. */
const COMPUTER_TURN_MS = 24 * 60 * 60_000;

export const turnTimeoutFor = (players: Players, timeout: number): number =>
  isAgainstComputer({ players }) ? COMPUTER_TURN_MS : timeout;

interface Start {
  readonly gameId: GameId;
  readonly host: ActorId;
  readonly players: Players;
  readonly rules: RulesName | undefined;
}

/**
 * A game whose players are known from the beginning. Told like every other, so that whoever follows games need not know
 * how it came about.
 * @param timeout milliseconds for each turn between people
 */
export function startGame({ gameId, host, players, rules = 'classic' }: Start, timeout: number, now: number) {
  const board = rulesNamed(rules).opening;
  const [first, second] = players;
  const turn = beginTurn(
    { gameId, players, board, turn: 1, playerId: first, timeout: turnTimeoutFor(players, timeout) },
    now,
  );
  return {
    next: turn.next,
    effects: [
      GameCreated({
        gameId,
        host,
        createdAt: toInstant(now),
        expiresAt: toInstant(now + WAITING_MS),
        ...(rules !== 'classic' && { rules }),
      }),
      PlayerJoinedAGame({ gameId, player: first }),
      PlayerJoinedAGame({ gameId, player: second }),
      GameStarted({ gameId, players, board }),
      ...turn.effects,
    ],
  } as const;
}
