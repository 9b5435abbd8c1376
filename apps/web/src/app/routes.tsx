import { Route, Switch } from 'wouter';
import { GamePage } from '../features/game/game-page.tsx';
import { GAME_PATH } from '../features/game/game-path.ts';
import { HomePage, NotFoundPage } from './pages.tsx';

/** The pages, by their paths. */
export function Routes() {
  return (
    <Switch>
      <Route path="/">
        <HomePage />
      </Route>
      <Route path={GAME_PATH}>{({ gameId }) => <GamePage key={gameId} gameId={gameId} />}</Route>
      <Route>
        <NotFoundPage />
      </Route>
    </Switch>
  );
}
