import { useNow } from '../../ui/use-now.ts';

/** How long a player has been without a connection. */
export function AwayNote({ since }: { readonly since: number }) {
  const seconds = Math.max(0, Math.floor((useNow(1000) - since) / 1000));
  return <span className="text-x">reconnecting… {seconds} s</span>;
}
