import { steadyNow } from '@tic-tac-toe/api/client';
import { LoaderCircle } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/use-now.ts';
import type { Opponent } from './use-opponent.ts';

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
              ? 'Looking for an ultimate opponent…'
              : 'Looking for an opponent…'}
          </span>
          {isLong && <InTheMeantime />}
        </span>
      </p>
      <Button autoFocus onClick={opponent.stop}>
        Stop looking
      </Button>
    </div>
  );
}

/** Somebody who is alone here is not left alone. */
function InTheMeantime() {
  return (
    <span className="block text-soft">
      Nobody else is looking just now. You may stay, or open a new game and send somebody its link.
    </span>
  );
}
