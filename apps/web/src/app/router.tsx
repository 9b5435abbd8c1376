import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { GamePage } from '../features/game/game-page.tsx';
import { basePath } from '../api/base-path.ts';
import { BrokenPage, HomePage, NotFoundPage } from './pages.tsx';
import { RootLayout } from './root-layout.tsx';

const rootRoute = createRootRoute({
  component: RootLayout,
  notFoundComponent: NotFoundPage,
  errorComponent: BrokenPage,
});

const homeRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: HomePage });

const gameRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/games/$gameId',
  component: function GameRoute() {
    const { gameId } = gameRoute.useParams();
    return <GamePage key={gameId} gameId={gameId} />;
  },
});

export const router = createRouter({
  basepath: basePath,
  routeTree: rootRoute.addChildren([homeRoute, gameRoute]),
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: BrokenPage,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
