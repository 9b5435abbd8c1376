import { type ReactNode, useId } from 'react';

interface Props {
  readonly title: string;
  /** Beside the title: a number, a small action. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A titled sheet of paper. */
export function Sheet({ title, aside, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-2xl border border-line bg-sheet">
      {/* The room below is for an aside that has gone under the title. */}
      <header className="flex min-h-14 flex-wrap items-center justify-between gap-x-3 px-5 pt-2 pb-1.5">
        <h2 id={id} className="text-lg font-bold">
          {title}
        </h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
