import { Menu } from '@base-ui/react/menu';
import type { ReactNode } from 'react';

interface Props {
  readonly label: string;
  readonly trigger: ReactNode;
  readonly triggerClass: string;
  readonly children: ReactNode;
}

/** A button that opens a menu under it. */
export function DropMenu({ label, trigger, triggerClass, children }: Props) {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger aria-label={label} className={triggerClass}>
        {trigger}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="z-40 outline-hidden" sideOffset={8} align="end">
          <Menu.Popup className="min-w-48 origin-(--transform-origin) rounded-2xl border border-line bg-sheet p-1.5 shadow-lift outline-hidden transition-[opacity,scale] duration-150 data-ending-style:scale-97 data-ending-style:opacity-0 data-starting-style:scale-97 data-starting-style:opacity-0">
            {children}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

export const menuItemStyle =
  'flex min-h-11 cursor-default items-center gap-3 rounded-xl px-3 text-[0.9375rem] font-medium outline-hidden select-none data-highlighted:bg-raised [&_svg]:size-[1.125rem] [&_svg]:shrink-0';
