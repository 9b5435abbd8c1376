import { DEVICE_PATH, PLAYER_PATH, PLAYERS_PATH } from '@tic-tac-toe/domain/contracts';
import { Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { GamePage } from '../features/game/game-page.tsx';
import { GAME_PATH } from '../features/game/game-path.ts';
import { Placeholder } from '../ui/placeholder.tsx';
import { DevicePage, LadderPage, ProfilePage } from './lazy-pages.ts';
import { HomePage, NotFoundPage } from './pages.tsx';
import { t } from '../languages/t.ts';

/** The pages, by their paths. */
export function Routes() {
  return (
    <Suspense fallback={<Placeholder label={t('Loading')} className="mt-10 h-72" />}>
      <Switch>
        <Route path="/">
          <HomePage />
        </Route>
        <Route path={GAME_PATH}>{({ gameId }) => <GamePage key={gameId} gameId={gameId} />}</Route>
        <Route path={PLAYERS_PATH}>
          <LadderPage />
        </Route>
        <Route path={PLAYER_PATH}>{({ userId }) => <ProfilePage key={userId} userId={userId} />}</Route>
        <Route path={DEVICE_PATH}>
          <DevicePage />
        </Route>
        <Route>
          <NotFoundPage />
        </Route>
      </Switch>
    </Suspense>
  );
}
