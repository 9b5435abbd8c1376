import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';

const manager = Toast.createToastManager();

/** Says something in passing, from anywhere. The same thing said again replaces itself. */
export function notify(text: string): void {
  manager.add({ id: text, description: text, timeout: 6000 });
}

/** Says something that stays until it is dismissed. */
export function warn(text: string): void {
  manager.add({ id: text, description: text, timeout: 0, priority: 'high' });
}

/** Where passing remarks appear: at the top, so that they never cover the board or an invitation. */
export function Notices() {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-4 top-4 z-50 mx-auto flex max-w-md flex-col gap-2">
          <NoticeList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function NoticeList() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      swipeDirection={['up', 'right']}
      className="rounded-2xl bg-ink text-paper shadow-lift transition-[opacity,transform] duration-300 data-ending-style:-translate-y-3 data-ending-style:opacity-0 data-limited:hidden data-starting-style:-translate-y-3 data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-center gap-2 py-1.5 pr-1.5 pl-4">
        <Toast.Description className="min-w-0 flex-1 py-1.5 font-medium" />
        <Toast.Close
          aria-label="Dismiss"
          className="grid size-11 shrink-0 place-items-center rounded-full hover:bg-paper/15 focus-visible:outline-paper [&_svg]:size-5"
        >
          <X aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
