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
    <span className="flex items-center font-medium text-ink">
      <WifiOff aria-hidden className="mr-1.5 size-4 shrink-0" />
      <bdi title={name} translate="no" className="truncate">
        {name}
      </bdi>
      <span className="whitespace-pre">
        <span>{since === null ? ' is away.' : ' is reconnecting… '}</span>
        {since !== null && <Seconds since={since} />}
      </span>
    </span>
  );
}

/** For the eye only: nobody wants to hear every second. */
function Seconds({ since }: { readonly since: number }) {
  const seconds = Math.max(0, Math.floor((useNow(1000) - since) / 1000));
  return (
    <span aria-hidden translate="no" className="tabular-nums">
      {`${seconds} s`}
    </span>
  );
}
