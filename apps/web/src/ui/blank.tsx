import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

/** A page that has something to say instead of something to show. */
export function Blank({ title, children }: Props) {
  return (
    <div className="rising mx-auto flex max-w-xl flex-col items-start gap-5 py-12 sm:py-20">
      <h1 className="text-4xl font-extrabold tracking-[-0.04em] sm:text-5xl">{title}</h1>
      {children}
    </div>
  );
}
