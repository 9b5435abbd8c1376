import { newId } from '@tic-tac-toe/api';
import { GameId, type PublicUser, type RulesName, type TimePerTurn } from '@tic-tac-toe/domain/contracts';
import { useMutation } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { trpc } from '../../api/trpc.ts';
import { notify } from '../../ui/notices.tsx';
import { gamePath } from '../game/game-path.ts';
import { rememberInvitation } from '../invitations/outgoing.ts';
import { sentenceFor } from '../problems/problems.ts';
import { t } from '../../languages/t.ts';

export interface GameChoice {
  readonly rules: RulesName;
  /** Undefined: as the server is set. */
  readonly timePerTurn: TimePerTurn | undefined;
}

interface Opening extends GameChoice {
  readonly guest?: PublicUser;
}

/**
 * Opens a game, takes the first seat, invites `guest` if there is one, and goes there. In this order, so that
 * who plays first is never a race.
 */
export function useOpenGame() {
  const { client } = trpc.useUtils();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: async ({ guest, rules, timePerTurn }: Opening) => {
      const gameId = newId(GameId);
      await client.games.createGame.mutate({
        gameId,
        ...(rules !== 'classic' && { rules }),
        ...(timePerTurn !== undefined && { timePerTurn }),
      });
      await client.games.joinGame.mutate({ gameId });
      if (guest) await invite(guest, gameId);
      return gameId;
    },
    onSuccess: (gameId) => navigate(gamePath(gameId)),
    onError: (error) => notify(sentenceFor(error)),
  });

  /** The game stands without the guest as well: its link can be sent. */
  async function invite(guest: PublicUser, gameId: GameId) {
    try {
      await client.users.inviteUser.mutate({ userId: guest.id, gameId });
      rememberInvitation({ game: gameId, guest, state: 'waiting' });
    } catch (error) {
      notify(`${t('{name} was not invited.', { name: guest.alias })} ${sentenceFor(error)}`);
    }
  }
}
