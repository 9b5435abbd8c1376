import { levels, type RulesName } from '@tic-tac-toe/domain/contracts';
import { memo } from 'react';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { levelNames } from '../players/computer-names.ts';
import { usePlayComputer } from './use-play-computer.ts';
import { t } from '../../languages/t.ts';

/** Somebody to play with at once, as good as one likes. */
export const ComputerOffer = memo(function ComputerOffer({ rules }: { readonly rules: RulesName }) {
  const begin = usePlayComputer(rules);
  return (
    <Sheet title={t('Play the computer')} aside={<span className="text-sm text-soft">{t('No points')}</span>}>
      <div
        role="group"
        aria-label={t('How well it plays')}
        className="flex flex-wrap gap-2 px-5 pb-5 *:flex-1 max-xs:*:px-3!"
      >
        {levels.map((level) => (
          <Button key={level} busy={begin.isPending} onClick={() => begin.mutate(level)}>
            {t(levelNames[level])}
          </Button>
        ))}
      </div>
    </Sheet>
  );
});
