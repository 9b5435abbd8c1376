import WifiOff from 'lucide-react/icons/wifi-off';
import { useNow } from '../../ui/use-now.ts';
import type { Link } from './link.ts';
import { useConnection } from './use-connection.ts';
import { type PlainSentence, t } from '../../languages/t.ts';

const sentences = {
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
  offline: 'You are offline.',
} as const satisfies Record<string, PlainSentence>;

/**
 * In the header while the connection is away; nothing at all while it is not. There is always room for it: a page
 * that moved would move the square under the finger.
 */
export function ConnectionNote() {
  const link = useConnection();
  return (
    // Always there, so that screen readers notice what appears in it.
    <div role="status" className="me-auto min-w-0 shrink-[0.000001]">
      {link.state !== 'fine' && (
        <p className="rising flex items-center gap-2 rounded-full bg-marker px-3 py-1.5 @max-[22rem]:gap-1 @max-[22rem]:px-2 text-[0.9375rem] font-semibold whitespace-nowrap text-on-marker">
          <WifiOff aria-hidden className="size-4 shrink-0" />
          <span className="truncate">{t(sentences[link.state])}</span>
          <Seconds since={link.since} />
        </p>
      )}
    </div>
  );
}

/** For the eye only: nobody wants to hear every second. The smallest phones have no room for it. */
function Seconds({ since }: Pick<Exclude<Link, { state: 'fine' }>, 'since'>) {
  const seconds = Math.max(0, Math.floor((useNow(1000) - since) / 1000));
  return (
    <span aria-hidden translate="no" className="tabular-nums @max-[24rem]:hidden">
      {`${seconds} s`}
    </span>
  );
}

/**
 * Beside the player's name: a full dot is a live connection. A hollow one is no mark, and has no mark’s colour.
 * @param isNobodys the connection is open, and not known as the player's
 */
export function ConnectionDot({ isNobodys }: { readonly isNobodys: boolean }) {
  const isOpen = useConnection().state === 'fine';
  const isFine = isOpen && !isNobodys;
  return (
    <span
      title={isFine ? t('Connected') : t('Not connected')}
      // On a phone there is room for it or for the note, which says the same. Clear of the rings around the buttons beside it. All of it is edge, which forced colours leave there.
      className={`mx-1.5 size-2.5 shrink-0 rounded-full ${isOpen ? '' : '@max-[24rem]:hidden'} ${isFine ? 'border-[0.3125rem] border-good' : 'breathing border-2 border-edge'}`}
    />
  );
}
