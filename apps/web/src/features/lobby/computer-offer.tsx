import { type Level, levels, type RulesName } from '@tic-tac-toe/domain/contracts';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { usePlayComputer } from './use-play-computer.ts';

const names: Readonly<Record<Level, string>> = { easy: 'Easy', fair: 'Fair', perfect: 'Perfect' };

/** Somebody to play with at once, as good as one likes. */
export function ComputerOffer({ rules }: { readonly rules: RulesName }) {
  const begin = usePlayComputer(rules);
  return (
    <Sheet title="Play the computer" aside={<span className="text-sm text-soft">No points</span>}>
      <div
        role="group"
        aria-label="How well it plays"
        className="flex flex-wrap gap-2 px-5 pb-5 *:flex-1 max-xs:*:px-3!"
      >
        {levels.map((level) => (
          <Button key={level} busy={begin.isPending} onClick={() => begin.mutate(level)}>
            {names[level]}
          </Button>
        ))}
      </div>
    </Sheet>
  );
}
