import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import Share2 from 'lucide-react/icons/share-2';
import { useId, useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { notify } from '../../ui/notices.tsx';
import { canShare, openShareSheet, useCopied } from './hand-on.ts';
import { t } from '../../languages/t.ts';

interface Props {
  readonly label: string;
  readonly url: string;
  /** What goes with it to another app. */
  readonly text: string;
}

/** A link: to copy, and where there is a share sheet, to hand to another app. In one row, as high as the players of a game are. */
export function CopyField({ label, url, text }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const { isCopied, copy } = useCopied();
  const copyOrSelect = async () => {
    if (await copy(url)) return;
    // It stands selected, to be copied by hand.
    field.current?.select();
    notify(t('Copy the selected link.'));
  };
  const share = async () => {
    if (!(await openShareSheet({ text, url }))) await copyOrSelect();
  };
  return (
    <div>
      <label htmlFor={id} className="block text-[0.8125rem] leading-5 text-soft sm:text-sm">
        {label}
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
        <Button look="primary" onClick={() => void copyOrSelect()}>
          {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
          <span aria-live="polite">{isCopied ? t('Copied') : t('Copy link')}</span>
        </Button>
        {canShare() && (
          <Button size="icon" aria-label={t('Share')} onClick={() => void share()}>
            <Share2 aria-hidden />
          </Button>
        )}
      </div>
    </div>
  );
}
