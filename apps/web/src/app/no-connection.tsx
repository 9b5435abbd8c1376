import { type ComponentProps, lazy, Suspense } from 'react';
import { sentenceFor } from '../features/problems/problems.ts';
import type OfflineTable from '../features/offline/offline-table.tsx';
import { Blank } from '../ui/blank.tsx';
import { Button } from '../ui/button.tsx';
import { Placeholder } from '../ui/placeholder.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { t } from '../languages/t.ts';

const Table = lazy<typeof OfflineTable>(() => import('../features/offline/offline-table.tsx'));

type Props = ComponentProps<typeof OfflineTable>;

/** The server does not say who is here: there is the computer to play with, if this browser has got it. */
export function NoConnection(props: Props) {
  return (
    <ErrorBoundary instead={() => <Words {...props} />}>
      <Suspense fallback={<Placeholder label={t('Loading')} className="mt-10 h-72" />}>
        <Table {...props} />
      </Suspense>
    </ErrorBoundary>
  );
}

function Words({ error, busy, onRetry }: Props) {
  return (
    <Blank title={t('No connection')}>
      <p className="text-lg text-soft">{sentenceFor(error)}</p>
      <Button look="primary" size="large" busy={busy} onClick={onRetry}>
        {t('Try again')}
      </Button>
    </Blank>
  );
}
