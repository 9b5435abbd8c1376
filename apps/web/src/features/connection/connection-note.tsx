import { WifiOff } from 'lucide-react';
import { useNow } from '../../ui/use-now.ts';
import type { Link } from './link.ts';
import { useConnection } from './use-connection.ts';

const sentences = {
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting… Your seat is kept.',
  offline: 'You are offline. Your seat is kept.',
};

/** A line under the header while the connection is away; nothing at all while it is not. */
export function ConnectionNote() {
  const link = useConnection();
  return (
    // Always there, so that screen readers notice what appears in it.
    <div role="status">
      {link.state !== 'fine' && (
        <div className="bg-marker text-on-marker">
          <p className="rising mx-auto flex max-w-6xl items-center gap-2 px-4 py-2 text-[0.9375rem] font-semibold sm:px-6">
            <WifiOff aria-hidden className="size-4 shrink-0" />
            {sentences[link.state]}
            <Seconds since={link.since} />
          </p>
        </div>
      )}
    </div>
  );
}

/** For the eye only: nobody wants to hear every second. */
function Seconds({ since }: Pick<Exclude<Link, { state: 'fine' }>, 'since'>) {
  const seconds = Math.max(0, Math.floor((useNow(1000) - since) / 1000));
  return (
    <span aria-hidden className="ml-auto tabular-nums">
      {seconds} s
    </span>
  );
}

/** Beside the player's name: a full dot is a live connection. A hollow one is no mark, and has no mark’s colour. */
export function ConnectionDot() {
  const isFine = useConnection().state === 'fine';
  return (
    <span
      title={isFine ? 'Connected' : 'Not connected'}
      className={`size-2.5 shrink-0 rounded-full ${isFine ? 'bg-good' : 'breathing border-2 border-edge'}`}
    />
  );
}
