import { MarkIcon } from './mark.tsx';

/* Where letters are large and the page is small, as in a header for 200 % text, its marks stand for it. */
const word = '@max-[19rem]:hidden';

export function Wordmark() {
  return (
    <span
      dir="ltr"
      translate="no"
      className="inline-flex items-center text-lg font-extrabold tracking-[-0.04em] sm:text-xl"
    >
      <span className="sr-only">tic-tac-toe</span>
      <span aria-hidden className={word}>
        tic
      </span>
      <MarkIcon mark="X" className="mx-0.5 size-[0.8em] translate-y-[0.08em]" />
      <span aria-hidden className={word}>
        tac
      </span>
      <MarkIcon mark="O" className="mx-0.5 size-[0.8em] translate-y-[0.08em]" />
      <span aria-hidden className={word}>
        toe
      </span>
    </span>
  );
}
