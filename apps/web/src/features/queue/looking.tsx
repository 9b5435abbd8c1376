import { steadyNow } from '@tic-tac-toe/api/client';
import type { RulesName } from '@tic-tac-toe/domain/contracts';
import LoaderCircle from 'lucide-react/icons/loader-circle';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/use-now.ts';
import { usePlayComputer } from '../lobby/use-play-computer.ts';
import type { Opponent } from './use-opponent.ts';
import { t } from '../../languages/t.ts';

/** Then it is time to say what else there is to do. */
const LONG_MS = 5_000;

/** While an opponent is looked for, in the place of what began it. */
export function Looking({ opponent }: { readonly opponent: Opponent }) {
  const [since] = useState(steadyNow);
  const isLong = useNow(1_000) - since >= LONG_MS;
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-2xl border border-line bg-sheet px-5 py-3">
      <p role="status" className="flex items-start gap-2.5">
        <LoaderCircle aria-hidden className="mt-0.5 size-5 shrink-0 animate-spin text-soft" />
        <span>
          <span className="font-semibold">
            {opponent.looking === 'ultimate'
              ? t('Looking for an ultimate opponent…')
              : t('Looking for an opponent…')}
          </span>
          {isLong && (
            <span className="block text-soft">
              {t(
                'Nobody else is looking just now. You may stay, or open a new game and send somebody its link.',
              )}
            </span>
          )}
        </span>
      </p>
      <div className="flex flex-wrap gap-2">
        {isLong && opponent.looking && <InTheMeantime rules={opponent.looking} />}
        <Button autoFocus onClick={opponent.stop}>
          {t('Stop looking')}
        </Button>
      </div>
    </div>
  );
}

/** Somebody who is alone here is not left alone. A game that begins takes its player out of the queue. */
function InTheMeantime({ rules }: { readonly rules: RulesName }) {
  const begin = usePlayComputer(rules);
  return (
    <Button
      look="primary"
      busy={begin.isPending}
      busyText={t('Opening…')}
      onClick={() => begin.mutate('fair')}
    >
      {t('Play the computer')}
    </Button>
  );
}
