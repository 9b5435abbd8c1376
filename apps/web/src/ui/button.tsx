import { Button as BaseButton } from '@base-ui/react/button';
import { LoaderCircle } from 'lucide-react';
import type { ComponentProps } from 'react';

const looks = {
  /** The one thing to do here. */
  primary: 'bg-ink text-paper hover:bg-ink/85 active:bg-ink/75',
  /** The other things to do. */
  outline: 'border border-edge bg-sheet text-ink hover:bg-raised active:bg-line',
  /** Things at hand, but not on offer. */
  quiet: 'text-soft hover:bg-raised hover:text-ink active:bg-line',
};

/* 44 px high at least, as a thumb needs it. */
const sizes = {
  normal: 'min-h-11 px-5 text-[0.9375rem]',
  large: 'min-h-13 px-7 text-lg',
  icon: 'size-11 shrink-0',
};

const base =
  'inline-flex items-center justify-center gap-2 rounded-full font-semibold whitespace-nowrap transition-colors select-none [&_svg]:size-[1.125rem] [&_svg]:shrink-0';

interface Style {
  readonly look?: keyof typeof looks;
  readonly size?: keyof typeof sizes;
}

/** For links that look like buttons. */
export const buttonStyle = ({ look = 'outline', size = 'normal' }: Style = {}): string =>
  `${base} ${sizes[size]} ${looks[look]}`;

type Props = Omit<ComponentProps<typeof BaseButton>, 'className'> &
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
  ...props
}: Props) {
  const saysBusy = busy && busyText !== undefined;
  return (
    <BaseButton
      {...props}
      // What is seen is what is read out.
      {...(saysBusy && { 'aria-label': undefined })}
      disabled={disabled || busy}
      focusableWhenDisabled
      aria-busy={busy || undefined}
      className={`${buttonStyle({ look, size })} data-disabled:pointer-events-none data-disabled:opacity-55`}
    >
      {saysBusy ? (
        <>
          <LoaderCircle aria-hidden className="animate-spin" />
          <span>{busyText}</span>
        </>
      ) : (
        children
      )}
    </BaseButton>
  );
}
