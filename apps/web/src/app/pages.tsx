import { useQuery } from '@tanstack/react-query';
import { use } from 'react';
import { Link } from 'wouter';
import { isOwnFault } from '../api/unreachable.ts';
import { olderPage, sentenceFor } from '../features/problems/problems.ts';
import { ReloadPage } from '../features/problems/reload-page.tsx';
import { Me } from '../features/session/me.ts';
import { Blank } from '../ui/blank.tsx';
import { Button, buttonStyle } from '../ui/button.tsx';
import { useTitle } from '../ui/use-title.ts';
import { LobbyPage, WelcomePage } from './lazy-pages.ts';
import { isOutdated } from '../features/updates/outdated.ts';
import { t } from '../languages/t.ts';

export const HomePage = () => (use(Me) ? <LobbyPage /> : <WelcomePage />);

export function NotFoundPage() {
  useTitle(t('Not found'));
  return (
    <Blank title={t('Nothing on this square')}>
      <p className="text-lg text-soft">
        {t('There is no page at this address. Perhaps the link lost a piece on its way.')}
      </p>
      <Link to="/" className={buttonStyle({ look: 'primary', size: 'large' })}>
        {t('Go to the lobby')}
      </Link>
    </Blank>
  );
}

interface BrokenProps {
  readonly error: unknown;
  readonly reset: () => void;
}

/** Something broke while the page was drawn. */
export function BrokenPage({ error, reset }: BrokenProps) {
  useTitle(t('Something went wrong'));
  return isOwnFault(error) ? (
    <OwnFault error={error} />
  ) : (
    <Blank title={t('A slip of the pen')}>
      <p className="text-lg text-soft">{sentenceFor(error)}</p>
      <Button look="primary" size="large" onClick={reset}>
        {t('Show it again')}
      </Button>
    </Blank>
  );
}

/** Drawn again, it would come to the same: what the page is made of is loaded anew. */
function OwnFault({ error }: Pick<BrokenProps, 'error'>) {
  const outdated = useQuery({ queryKey: ['outdated'], queryFn: isOutdated, gcTime: 0 });
  return (
    <ReloadPage title={t('A slip of the pen')} sentence={outdated.data ? olderPage() : sentenceFor(error)} />
  );
}
