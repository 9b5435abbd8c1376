import { type ReactNode, useEffect, useId, useRef } from 'react';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  /** @param close as Escape does */
  readonly children: (close: () => void) => ReactNode;
}

/** Something to be settled before anything else: the browser's own dialog, open as long as it is shown. */
export function Dialog({ title, onClose, children }: Props) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const content: ReactNode = children(() => dialog.current?.close());
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClose={onClose}
      className="m-auto w-[min(28rem,calc(100vw-2rem))] rounded-2xl border border-line bg-sheet p-6 text-ink shadow-lift backdrop:bg-[rgb(16_19_31/0.55)]"
    >
      <h2 id={id} className="text-2xl font-extrabold">
        {title}
      </h2>
      {content}
    </dialog>
  );
}
