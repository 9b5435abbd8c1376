import X from 'lucide-react/icons/x';
import { type FocusEvent, useEffect, useEffectEvent, useRef, useState } from 'react';
import { t } from '../languages/t.ts';
import { useSettled } from './use-settled.ts';

interface Notice {
  readonly text: string;
  /** Until it is dismissed. */
  readonly stays: boolean;
  /** What can be done about it. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

const SHOWN_FOR_MS = 6_000;
/** Older ones wait for their turn. */
const SHOWN_AT_ONCE = 3;

const listeners = new Set<(notice: Notice) => void>();

function tell(notice: Notice): void {
  for (const listener of listeners) listener(notice);
}

/** Says something in passing, from anywhere. The same thing said again replaces itself. */
export const notify = (text: string): void => tell({ text, stays: false });

/** Says something that stays until it is dismissed. */
export const warn = (text: string): void => tell({ text, stays: true });

/** Says something that stays until it is dismissed, with what can be done about it: that can wait. */
export const offer = (text: string, label: string, run: () => void): void =>
  tell({ text, stays: true, action: { label, run } });

/**
 * Where passing remarks appear: at the top, and on the side where there is no board, so that they never cover one, nor an
 * invitation.
 */
export function Notices() {
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const [isHeld, setHeld] = useState(false);
  /** Where the focus was before it came here. */
  const origin = useRef<HTMLElement | null>(null);

  const drop = (dropped: Notice) => setNotices((before) => before.filter((notice) => notice !== dropped));

  useEffect(() => {
    const add = (notice: Notice) =>
      setNotices((before) => [notice, ...before.filter(({ text }) => text !== notice.text)]);
    listeners.add(add);
    return () => void listeners.delete(add);
  }, []);

  const noteOrigin = ({ currentTarget, relatedTarget }: FocusEvent) => {
    setHeld(true);
    if (relatedTarget instanceof HTMLElement && !currentTarget.contains(relatedTarget))
      origin.current = relatedTarget;
  };
  const dismiss = (notice: Notice) => {
    drop(notice);
    setHeld(false);
    (origin.current ?? document.querySelector('main'))?.focus({ preventScroll: true });
  };

  const shown = notices.slice(0, SHOWN_AT_ONCE);
  const list = (isUrgent: boolean) =>
    shown
      .filter(({ stays, action }) => (stays && !action) === isUrgent)
      .map((notice) => (
        <Card
          key={notice.text}
          notice={notice}
          isHeld={isHeld}
          onOver={() => drop(notice)}
          onDismiss={() => dismiss(notice)}
        />
      ));

  return (
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={noteOrigin}
      onBlur={() => setHeld(false)}
      className="pointer-events-none fixed inset-x-4 top-[max(1rem,env(safe-area-inset-top))] z-50 mx-auto max-w-md beside:me-0 beside:max-w-[min(28rem,40vw-3rem)]"
    >
      {/* Always there, so that screen readers notice what appears in them. */}
      <div aria-live="assertive">{list(true)}</div>
      <div aria-live="polite">{list(false)}</div>
    </div>
  );
}

interface CardProps {
  readonly notice: Notice;
  /** Somebody points at it, or is at its button: it waits for them. */
  readonly isHeld: boolean;
  readonly onOver: () => void;
  readonly onDismiss: () => void;
}

function Card({ notice, isHeld, onOver, onDismiss }: CardProps) {
  const end = useEffectEvent(onOver);
  const isSettled = useSettled();
  useEffect(() => {
    if (notice.stays || isHeld) return;
    const timer = setTimeout(() => end(), SHOWN_FOR_MS);
    return () => clearTimeout(timer);
  }, [notice, isHeld]);
  return (
    <div
      className={`rising mb-2 flex items-center gap-2 rounded-2xl bg-ink py-1.5 pe-1.5 ps-4 text-paper shadow-lift forced-colors:border ${isSettled ? 'pointer-events-auto' : ''}`}
    >
      <p className="min-w-0 flex-1 py-1.5 font-medium">{notice.text}</p>
      {notice.action && (
        <button
          type="button"
          onClick={notice.action.run}
          className="min-h-11 shrink-0 rounded-full px-3 font-bold underline hover:bg-paper/15 focus-visible:outline-paper"
        >
          {notice.action.label}
        </button>
      )}
      <button
        type="button"
        aria-label={t('Dismiss')}
        onClick={onDismiss}
        className="grid size-11 shrink-0 place-items-center rounded-full hover:bg-paper/15 focus-visible:outline-paper [&_svg]:size-5"
      >
        <X aria-hidden />
      </button>
    </div>
  );
}
