import {
  type ComponentProps,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type ToggleEvent,
  useId,
  useRef,
  useState,
} from 'react';

interface Props {
  readonly label: string;
  readonly trigger: ReactNode;
  readonly triggerClass: string;
  /** Something to read above the items. */
  readonly about?: ReactNode;
  readonly children: ReactNode;
}

const GAP_PX = 8;
/** What the lines of a menu need, and a little beside it. */
const ROOM = '14.5rem';

/** The item that an event of the menu happened at. */
const itemAt = (target: EventTarget): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[role^="menuitem"]') : null;

const itemsIn = (popup: HTMLElement): readonly HTMLElement[] => [
  ...popup.querySelectorAll<HTMLElement>('[role^="menuitem"]'),
];

/** Of `count` items in a ring, the one that a key leads to from `from`; undefined for any other key. */
function moveInMenu(key: string, from: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return (from + 1) % count;
    case 'ArrowUp':
      return (from - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

/** Where the menu opens, and where the focus goes in it. */
function useMenu() {
  const button = useRef<HTMLButtonElement>(null);
  const popup = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);

  const place = ({ newState }: ToggleEvent) => {
    if (newState !== 'open' || !button.current || !popup.current) return;
    const { left, right, bottom } = button.current.getBoundingClientRect();
    const isFromRight = document.documentElement.dir === 'rtl';
    const end = isFromRight ? left : document.documentElement.clientWidth - right;
    popup.current.style.top = `${bottom + GAP_PX}px`;
    // Under its button, and not at the very edge of a small phone.
    popup.current.style.insetInlineEnd = `clamp(0px, ${end}px, max(0px, 100% - ${ROOM}))`;
  };

  const enter = ({ newState }: ToggleEvent) => {
    setOpen(newState === 'open');
    if (newState !== 'open' || !popup.current) return;
    const items = itemsIn(popup.current);
    (items.find(({ ariaChecked }) => ariaChecked === 'true') ?? items[0])?.focus();
  };

  const openByArrow = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    popup.current?.showPopover();
  };

  const move = (event: KeyboardEvent) => {
    if (!popup.current) return;
    // From the button, where the focus is then, the same key goes on to what comes after it.
    if (event.key === 'Tab') return popup.current.hidePopover();
    const items = itemsIn(popup.current);
    const to = moveInMenu(
      event.key,
      items.findIndex((item) => item === event.target),
      items.length,
    );
    if (to === undefined) return;
    event.preventDefault();
    items[to]?.focus();
  };

  return { button, popup, isOpen, place, enter, openByArrow, move };
}

/**
 * A button that opens a menu under it. The menu is a native popover: it lies over everything, and a click elsewhere or
 * Escape closes it and gives the focus back.
 */
export function DropMenu({ label, trigger, triggerClass, about, children }: Props) {
  const id = useId();
  const { button, popup, isOpen, place, enter, openByArrow, move } = useMenu();
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onKeyDown={openByArrow}
        className={triggerClass}
      >
        {trigger}
      </button>
      <div
        ref={popup}
        id={id}
        popover="auto"
        onBeforeToggle={place}
        onToggle={enter}
        className="inset-auto m-0 max-w-[calc(100vw-1rem)] min-w-48 rounded-2xl border border-line bg-sheet p-1.5 text-ink opacity-0 shadow-lift transition-[opacity,overlay,display] transition-discrete duration-150 open:opacity-100 starting:open:opacity-0"
      >
        {about}
        <div
          role="menu"
          aria-label={label}
          onKeyDown={move}
          onPointerMove={({ target }: PointerEvent) => itemAt(target)?.focus()}
          onClick={({ target }) => itemAt(target) && popup.current?.hidePopover()}
        >
          {children}
        </div>
      </div>
    </>
  );
}

/** One thing to do, or, with `aria-checked`, one of several to choose from. */
export function MenuItem(props: Omit<ComponentProps<'button'>, 'className' | 'type' | 'tabIndex'>) {
  return (
    <button
      role="menuitem"
      {...props}
      type="button"
      tabIndex={-1}
      className="flex min-h-11 w-full cursor-default items-center gap-3 rounded-xl px-3 text-start text-[0.9375rem] font-medium outline-hidden select-none focus:bg-raised [&_svg]:size-[1.125rem] [&_svg]:shrink-0"
    />
  );
}
