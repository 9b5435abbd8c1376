import { MarkIcon } from './mark.tsx';

export function Wordmark() {
  return (
    <span
      translate="no"
      className="inline-flex items-center text-lg font-extrabold tracking-[-0.04em] sm:text-xl"
    >
      <span className="sr-only">tic-tac-toe</span>
      <span aria-hidden>tic</span>
      <MarkIcon mark="X" className="mx-0.5 size-[0.8em] translate-y-[0.08em]" />
      <span aria-hidden>tac</span>
      <MarkIcon mark="O" className="mx-0.5 size-[0.8em] translate-y-[0.08em]" />
      <span aria-hidden>toe</span>
    </span>
  );
}
