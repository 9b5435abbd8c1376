import { useNow } from '../../ui/use-now.ts';

interface Props {
  readonly name: string;
  /** Milliseconds since the Unix epoch, by this computer's clock. */
  readonly since: number;
}

/** A player has lost the connection: for how long already. The seconds are for the eye only. */
export function AwayNote({ name, since }: Props) {
  const seconds = Math.max(0, Math.floor((useNow(1000) - since) / 1000));
  return (
    <span className="font-medium text-x" role="status">
      {name} is reconnecting… <span aria-hidden>{seconds} s</span>
    </span>
  );
}
