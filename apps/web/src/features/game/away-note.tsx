import { WifiOff } from 'lucide-react';
import { useNow } from '../../ui/use-now.ts';
import type { AwaySince } from '../presence/away.ts';

interface Props {
  readonly name: string;
  readonly since: AwaySince;
}

/**
 * A player has lost the connection: for how long already, where that is known. In neither player's colour, since
 * red and blue are the marks'.
 */
export function AwayNote({ name, since }: Props) {
  return (
    <span className="font-medium text-ink">
      <WifiOff aria-hidden className="mr-1.5 inline size-4 align-[-0.15em]" />
      {since === null ? (
        `${name} is away.`
      ) : (
        <>
          {name} is reconnecting… <Seconds since={since} />
        </>
      )}
    </span>
  );
}

/** For the eye only: nobody wants to hear every second. */
function Seconds({ since }: { readonly since: number }) {
  const seconds = Math.max(0, Math.floor((useNow(1000) - since) / 1000));
  return (
    <span aria-hidden className="whitespace-nowrap tabular-nums">
      {seconds} s
    </span>
  );
}
