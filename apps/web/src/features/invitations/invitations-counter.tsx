import Mail from 'lucide-react/icons/mail';
import { type ReactNode, type Ref, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useSettled } from '../../ui/use-settled.ts';
import { useCast } from '../players/use-aliases.ts';
import { InvitationList } from './invitation-list.tsx';
import type { Invitation } from './invitations.ts';
import { t, tn } from '../../languages/t.ts';
import { INVITATIONS_PLACE } from './invitations-place.tsx';

function InHeader({ children }: { readonly children: ReactNode }) {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  useEffect(() => setPlace(document.getElementById(INVITATIONS_PLACE)), []);
  return place && createPortal(children, place);
}

interface Props {
  readonly invitations: readonly Invitation[];
}

/** How many invitations wait. A tap on it shows them; until then they cover nothing. */
export function InvitationsCounter({ invitations }: Props) {
  const [isOpen, setOpen] = useState(false);
  const counter = useRef<HTMLButtonElement>(null);
  const count = invitations.length;
  useFocusKept(isOpen, count, counter);
  const latest = invitations.at(-1);
  return (
    <>
      {/* Always there, so that screen readers notice what appears in it. */}
      <p className="sr-only" aria-live="polite">
        {latest && <Heard invitation={latest} />}
      </p>
      {latest && (
        <InHeader>
          <Waiting invitations={invitations} counter={counter} isOpen={isOpen} onToggle={setOpen} />
        </InHeader>
      )}
    </>
  );
}

function Heard({ invitation }: { readonly invitation: Invitation }) {
  const host = useCast([invitation.host]).aliasOf(invitation.host);
  return <span>{t('{name} invites you to a game.', { name: host })}</span>;
}

interface WaitingProps extends Props {
  readonly counter: Ref<HTMLButtonElement>;
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
}

function Waiting({ invitations, counter, isOpen, onToggle }: WaitingProps) {
  const list = useId();
  const isSettled = useSettled();
  const count = invitations.length;
  return (
    <>
      <button
        ref={counter}
        type="button"
        popoverTarget={list}
        aria-label={tn(count, '{n} invitation', '{n} invitations')}
        className={`rising flex min-h-11 items-center gap-1.5 rounded-full border-2 border-marker bg-marker px-2.5 font-bold text-on-marker tabular-nums [&_svg]:size-[1.125rem] ${isSettled ? '' : 'pointer-events-none'}`}
      >
        <Mail aria-hidden />
        <span>{count}</span>
      </button>
      <section
        id={list}
        popover="auto"
        aria-label={t('Invitations')}
        onBeforeToggle={({ newState }) => onToggle(newState === 'open')}
        className="inset-auto top-[4.25rem] end-3 w-[calc(100%-1.5rem)] bg-transparent text-ink sm:w-96 sm:end-[max(1.5rem,50%-34.5rem)]"
      >
        <InvitationList invitations={invitations} className="max-h-[calc(100dvh-5rem)]" isOpen={isOpen} />
      </section>
    </>
  );
}

/** An answered card goes, and takes the focus with it: the next thing at hand has it then. */
function useFocusKept(isOpen: boolean, count: number, counter: RefObject<HTMLButtonElement | null>): void {
  const before = useRef(count);
  useEffect(() => {
    const hasGone = count < before.current;
    before.current = count;
    if (isOpen && hasGone && document.activeElement === document.body)
      (counter.current ?? document.querySelector('main'))?.focus();
  }, [isOpen, count, counter]);
}
