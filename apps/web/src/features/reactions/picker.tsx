import type { GameId, Reaction } from '@tic-tac-toe/domain/contracts';
import SmilePlus from 'lucide-react/icons/smile-plus';
import Volume2 from 'lucide-react/icons/volume-2';
import VolumeX from 'lucide-react/icons/volume-x';
import { memo, type ToggleEvent, useEffect, useId, useRef, useState } from 'react';
import { trpc } from '../../api/trpc.ts';
import { notify } from '../../ui/notices.tsx';
import { useSettled } from '../../ui/use-settled.ts';
import { sentenceFor } from '../problems/problems.ts';
import { mute, useMuted } from './muted.ts';
import { ReactionIcon } from './reaction-icon.tsx';
import { words } from './words.ts';
import { t } from '../../languages/t.ts';

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of this record are all there are
const reactions = Object.keys(words) as readonly Reaction[];

/** Lies exactly over the players' seats: there it is in reach of the thumb, and covers no square. */
function usePlaceOverSeats() {
  const popup = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const place = ({ newState }: ToggleEvent) => {
    const seats = popup.current?.closest('ul')?.getBoundingClientRect();
    if (newState !== 'open' || !seats || !popup.current) return;
    const { style } = popup.current;
    for (const side of ['left', 'top', 'width', 'height'] as const) style[side] = `${seats[side]}px`;
  };
  const enter = ({ newState }: ToggleEvent) => {
    setOpen(newState === 'open');
    if (newState === 'open') popup.current?.querySelector('button')?.focus();
  };
  // The seats go away under it, and the board would come.
  useEffect(() => {
    if (!isOpen) return;
    const close = () => popup.current?.hidePopover();
    for (const moved of ['scroll', 'resize']) addEventListener(moved, close);
    return () => {
      for (const moved of ['scroll', 'resize']) removeEventListener(moved, close);
    };
  }, [isOpen]);
  return { popup, isOpen, place, enter };
}

/** For a player: six things to say to the other, and a way to hear none of theirs. */
export const ReactionPicker = memo(function ReactionPicker({ gameId }: { readonly gameId: GameId }) {
  const id = useId();
  const { popup, isOpen, place, enter } = usePlaceOverSeats();
  // It opens before the page hears of that.
  const isSettled = useSettled(isOpen) && isOpen;
  const isMute = useMuted();
  const { mutate } = trpc.games.sendReaction.useMutation({ onError: (error) => notify(sentenceFor(error)) });
  const send = (reaction: Reaction) => {
    mutate({ gameId, reaction });
    popup.current?.hidePopover();
  };
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={t('React')}
        className="absolute bottom-0 -start-0.5 flex size-9 @min-[20rem]:start-0.5 @min-[30rem]:start-1.5 items-center justify-center rounded-full text-soft hover:text-ink [&_svg]:size-[1.125rem]"
      >
        <SmilePlus aria-hidden />
      </button>
      <div
        ref={popup}
        id={id}
        popover="auto"
        role="group"
        aria-label={t('Reactions to send')}
        onBeforeToggle={place}
        onToggle={enter}
        className={`inset-auto m-0 items-center justify-around rounded-2xl border-2 border-edge bg-sheet p-0 text-ink shadow-lift open:flex [&_svg]:size-6 ${isSettled ? '' : '*:pointer-events-none'}`}
      >
        {reactions.map((reaction) => (
          <button
            key={reaction}
            type="button"
            aria-label={t(words[reaction])}
            title={t(words[reaction])}
            className="flex h-full min-w-0 flex-1 items-center justify-center rounded-xl -outline-offset-4 hover:bg-raised"
            onClick={() => send(reaction)}
          >
            <ReactionIcon reaction={reaction} />
          </button>
        ))}
        <button
          type="button"
          aria-label={t('Mute reactions')}
          title={t('Mute reactions')}
          aria-pressed={isMute}
          className="flex h-full min-w-0 flex-1 items-center justify-center rounded-xl border-s border-line text-soft -outline-offset-4 hover:bg-raised"
          onClick={() => mute(!isMute)}
        >
          {isMute ? <VolumeX aria-hidden /> : <Volume2 aria-hidden />}
        </button>
      </div>
    </>
  );
});
