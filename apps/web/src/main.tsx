import './app/mend-address.ts';
import './styles/index.css';
import './preact/draw-by-frame.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { basePath } from './api/base-path.ts';
import { askAtStart } from './api/client.ts';
import { ErrorBoundary } from './app/error-boundary.tsx';
import { speakCurrent } from './languages/languages.ts';
import { BrokenPage } from './app/pages.tsx';
import { loadPageOfStart } from './app/lazy-pages.ts';
import { Providers } from './app/providers.tsx';
import { RootLayout } from './app/root-layout.tsx';

/** Until then a slow phone has work and a slow line has traffic of what the page was opened for. */
const LATER_MS = 3_000;

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

askAtStart();
loadPageOfStart();

const page = createRoot(root);
const draw = () =>
  page.render(
    <StrictMode>
      <Providers>
        <Router base={basePath.replace(/\/$/, '')}>
          <ErrorBoundary instead={(error, reset) => <BrokenPage error={error} reset={reset} />}>
            <RootLayout />
          </ErrorBoundary>
        </Router>
      </Providers>
    </StrictMode>,
  );

void speakCurrent().then(draw);

// Without it, the page does what it is here for.
addEventListener('load', () => setTimeout(() => void import('./app/later.ts').catch(() => {}), LATER_MS));
