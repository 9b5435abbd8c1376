import LoaderCircle from 'lucide-react/icons/loader-circle';
import { type ComponentProps, type MouseEvent, useEffect, useRef } from 'react';

const looks = {
  /** The one thing to do here. */
  primary: 'border-transparent bg-ink text-paper hover:bg-ink/85 active:bg-ink/75',
  /** The other things to do. */
  outline: 'border-edge bg-sheet text-ink hover:bg-raised active:bg-line',
  /** Things at hand, but not on offer. */
  quiet: 'border-transparent text-soft hover:bg-raised hover:text-ink active:bg-line',
};

/* 44 px high at least, as a thumb needs it. */
const sizes = {
  normal: 'min-h-11 px-5 text-[0.9375rem]',
  /** In a row of several that have no edge to be seen. */
  slim: 'min-h-11 px-3 text-[0.9375rem]',
  large: 'min-h-13 px-[min(1.75rem,8vw)] text-lg',
  icon: 'size-11 shrink-0',
};

/* An edge for each of them, seen or not: forced colours show it, and take the backgrounds away. */
const base =
  'inline-flex max-w-full shrink-0 items-center justify-center gap-2 rounded-full border font-semibold pointer-fine:transition-colors select-none [&_svg]:size-[1.125rem] [&_svg]:shrink-0';

interface Style {
  readonly look?: keyof typeof looks;
  readonly size?: keyof typeof sizes;
}

/** For links that look like buttons. */
export const buttonStyle = ({ look = 'outline', size = 'normal' }: Style = {}): string =>
  `${base} ${sizes[size]} ${looks[look]}`;

type Props = Omit<ComponentProps<'button'>, 'className' | 'ref'> &
  Style & {
    /** Something is under way that a second click must not start again. The focus stays where it is. */
    readonly busy?: boolean;
    /** What it says meanwhile: calls are tried again for a while, and a grey button would keep that to itself. */
    readonly busyText?: string | undefined;
  };

export function Button({
  look = 'outline',
  size = 'normal',
  busy = false,
  busyText,
  disabled = false,
  children,
  onClick,
  ...props
}: Props) {
  const button = useRef<HTMLButtonElement>(null);
  const takesFocus = useRef(props.autoFocus === true);
  // The browser does so by itself on a page's first paint alone.
  useEffect(() => {
    if (takesFocus.current) button.current?.focus();
  }, []);
  const saysBusy = busy && busyText !== undefined;
  const isOff = disabled || busy;
  return (
    <button
      ref={button}
      type="button"
      {...props}
      // What is seen is what is read out.
      {...(saysBusy && { 'aria-label': undefined })}
      // Not `disabled`: the focus would be lost.
      aria-disabled={isOff || undefined}
      aria-busy={busy || undefined}
      onClick={isOff ? doNothing : onClick}
      className={`${buttonStyle({ look, size })} aria-disabled:pointer-events-none aria-disabled:opacity-55`}
    >
      {saysBusy ? (
        <>
          <LoaderCircle aria-hidden className="animate-spin" />
          <span>{busyText}</span>
        </>
      ) : (
        children
      )}
    </button>
  );
}

/** Not even what the browser does by itself, as sending a form. */
const doNothing = (event: MouseEvent) => event.preventDefault();
