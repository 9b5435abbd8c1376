import { Check, Copy, Share2 } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { notify } from '../../ui/notices.tsx';

const SAID_FOR_MS = 2500;

/** The link to a game: to copy, and on phones to hand to another app. */
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
      <label htmlFor={id} className="font-bold">
        Send this link to your opponent
      </label>
      <div className="mt-2 flex flex-wrap gap-2">
        <input
          ref={field}
          id={id}
          readOnly
          value={url}
          onFocus={(event) => event.currentTarget.select()}
          className="h-11 min-w-0 flex-[1_1_12rem] truncate rounded-full border border-edge bg-paper px-4 text-[0.9375rem]"
        />
        <Button look="primary" onClick={() => void copy()}>
          {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
          <span aria-live="polite">{isCopied ? 'Copied' : 'Copy link'}</span>
        </Button>
        {'share' in navigator && (
          <Button onClick={() => void share(url)}>
            <Share2 aria-hidden />
            <span>Share</span>
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
