import LogOut from 'lucide-react/icons/log-out';
import WifiOff from 'lucide-react/icons/wifi-off';
import { useNow } from '../../ui/use-now.ts';
import type { AwaySince } from '../presence/away.ts';
import { type PlainSentence, t } from '../../languages/t.ts';

interface Props {
  readonly name: string;
  readonly since: AwaySince;
  /** Beside a button: on a narrow screen one word has to do, and the headline has the name. */
  readonly isShort?: boolean;
}

/** After the name, which is cut short where there is no room. */
function said(since: AwaySince): PlainSentence {
  if (since === 'left') return 'has left.';
  return since === null ? 'is away.' : 'is reconnecting…';
}

/**
 * A player has signed out, or has lost the connection: for how long already, where that is known. In neither player's colour, since
 * red and blue are the marks'.
 */
export function AwayNote({ name, since, isShort = false }: Props) {
  const Icon = since === 'left' ? LogOut : WifiOff;
  return (
    <span className="flex min-w-0 items-center font-medium text-ink">
      <Icon aria-hidden className={`me-1.5 size-4 shrink-0 ${isShort ? 'max-[22rem]:hidden' : ''}`} />
      {isShort && <span className="md:hidden">{t(since === 'left' ? 'Gone.' : 'Away.')}</span>}
      <bdi title={name} translate="no" className={`truncate ${isShort ? 'max-md:hidden' : ''}`}>
        {name}
      </bdi>
      <span className={`whitespace-pre ${isShort ? 'max-md:hidden' : ''}`}>
        <span>{` ${t(said(since))} `}</span>
        {typeof since === 'number' && <Seconds since={since} />}
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
