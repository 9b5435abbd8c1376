import { newId } from '@tic-tac-toe/api';
import { GameId, type Level, levels, type RulesName } from '@tic-tac-toe/domain/contracts';
import { useMutation } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { trpc } from '../../api/trpc.ts';
import { Button } from '../../ui/button.tsx';
import { notify } from '../../ui/notices.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { gamePath } from '../game/game-path.ts';
import { sentenceFor } from '../problems/problems.ts';

const names: Readonly<Record<Level, string>> = { easy: 'Easy', fair: 'Fair', perfect: 'Perfect' };

/** Somebody to play with at once, as good as one likes. */
export function ComputerOffer({ rules }: { readonly rules: RulesName }) {
  const { client } = trpc.useUtils();
  const [, navigate] = useLocation();
  const begin = useMutation({
    async mutationFn(level: Level) {
      const gameId = newId(GameId);
      await client.games.playComputer.mutate({ gameId, level, ...(rules !== 'classic' && { rules }) });
      return gameId;
    },
    onSuccess: (gameId) => navigate(gamePath(gameId)),
    onError: (error) => notify(sentenceFor(error)),
  });
  return (
    <Sheet title="Play the computer" aside={<span className="text-sm text-soft">No points</span>}>
      <div role="group" aria-label="How well it plays" className="flex flex-wrap gap-2 px-5 pb-5 *:flex-1">
        {levels.map((level) => (
          <Button key={level} busy={begin.isPending} onClick={() => begin.mutate(level)}>
            {names[level]}
          </Button>
        ))}
      </div>
    </Sheet>
  );
}
