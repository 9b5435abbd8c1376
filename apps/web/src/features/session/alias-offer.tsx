import { Button } from '../../ui/button.tsx';
import { tx } from '../../languages/tx.tsx';

const bringIntoSight = (offer: HTMLElement | null) => offer?.scrollIntoView({ block: 'nearest' });

interface Props {
  /** Null where there is none. */
  readonly alias: string | null;
  readonly busy: boolean;
  readonly onPlay: (alias: string) => void;
}

/** A name like the one that is taken, for one tap. */
export function AliasOffer({ alias, busy, onPlay }: Props) {
  return (
    <div aria-live="polite" className="mt-3 empty:hidden">
      {alias !== null && (
        // On a small phone it would be out of sight; and the name may be as long as a name gets.
        <div ref={bringIntoSight} className="grid grid-cols-[minmax(0,max-content)] pb-4">
          <Button busy={busy} onClick={() => onPlay(alias)}>
            <span className="min-w-0 truncate">
              {tx('Play as {name}', { name: <bdi translate="no">{alias}</bdi> })}
            </span>
          </Button>
        </div>
      )}
    </div>
  );
}
