import { Check, Copy, Share2 } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { notify } from '../../ui/notices.tsx';

const SAID_FOR_MS = 2500;

/** The link to a game: to copy, and on phones to hand to another app. In one row, as high as the players are. */
export function ShareLink() {
  const url = window.location.href;
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const [isCopied, setCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  const copy = async () => {
    try {
      // Only secure pages have a clipboard; on others, the link stands selected, to be copied by hand.
      await navigator.clipboard.writeText(url);
      setCopied(true);
    } catch {
      field.current?.select();
      notify('Copy the selected link.');
    }
  };

  return (
    <div>
      <label htmlFor={id} className="block text-[0.8125rem] leading-5 text-soft sm:text-sm">
        Send this link to your opponent
      </label>
      <div className="flex flex-wrap gap-2">
        <input
          ref={field}
          id={id}
          readOnly
          value={url}
          onFocus={(event) => event.currentTarget.select()}
          className="h-11 min-w-0 flex-1 truncate rounded-full border border-edge bg-sheet px-4 text-[0.9375rem]"
        />
        <Button look="primary" onClick={() => void copy()}>
          {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
          <span aria-live="polite">{isCopied ? 'Copied' : 'Copy link'}</span>
        </Button>
        {'share' in navigator && (
          <Button size="icon" aria-label="Share" onClick={() => void share(url)}>
            <Share2 aria-hidden />
          </Button>
        )}
      </div>
    </div>
  );
}

async function share(url: string): Promise<void> {
  try {
    await navigator.share({ title: 'tic-tac-toe', text: 'Play tic-tac-toe with me', url });
  } catch {
    // They thought better of it.
  }
}
