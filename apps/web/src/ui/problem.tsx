import CircleAlert from 'lucide-react/icons/circle-alert';

interface Props {
  readonly id?: string;
  readonly className?: string;
  readonly children: string;
}

/** What is wrong with what was entered. Not in red, which is the pen of X: a sign says it, also to who sees no colours. */
export function Problem({ id, className = '', children }: Props) {
  return (
    <p id={id} role="alert" className={`flex gap-2 text-[0.9375rem] font-semibold ${className}`}>
      <CircleAlert aria-hidden className="mt-[0.125rem] size-[1.125rem] shrink-0" />
      <span className="min-w-0 wrap-anywhere">{children}</span>
    </p>
  );
}
