import { useSyncExternalStore } from 'react';
import { connection } from '../../api/client.ts';
import { t } from '../../languages/t.ts';

/** At the page's end, where it moves nothing: what is different in a network that lets no WebSockets through. */
export function WayNote() {
  const way = useSyncExternalStore(connection.subscribe, connection.way);
  return (
    // Always there, so that screen readers notice what appears in it.
    <div role="status" aria-label={t('How news come')}>
      {way === 'stream' && (
        <p className="mt-10 text-[0.9375rem] text-soft">
          {t(
            'Live news come another way here: this network lets no WebSockets through. Of several tabs, only the one that you looked at last is live.',
          )}
        </p>
      )}
    </div>
  );
}
