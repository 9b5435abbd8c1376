import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { use } from 'react';
import { LobbyPage } from '../features/lobby/lobby-page.tsx';
import { sentenceFor } from '../features/problems/problems.ts';
import { Me } from '../features/session/me.ts';
import { WelcomePage } from '../features/session/welcome-page.tsx';
import { Blank } from '../ui/blank.tsx';
import { Button, buttonStyle } from '../ui/button.tsx';
import { useTitle } from '../ui/use-title.ts';

export const HomePage = () => (use(Me) ? <LobbyPage /> : <WelcomePage />);

export function NotFoundPage() {
  useTitle('Not found');
  return (
    <Blank title="Nothing on this square">
      <p className="text-lg text-soft">
        There is no page at this address. Perhaps the link lost a piece on its way.
      </p>
      <Link to="/" className={buttonStyle({ look: 'primary', size: 'large' })}>
        Go to the lobby
      </Link>
    </Blank>
  );
}

/** Something broke in the page itself. */
export function BrokenPage({ error, reset }: ErrorComponentProps) {
  useTitle('Something went wrong');
  return (
    <Blank title="A slip of the pen">
      <p className="text-lg text-soft">
        {error instanceof TypeError
          ? 'This page made a mistake. Your game is safe on the server.'
          : sentenceFor(error)}
      </p>
      <Button look="primary" size="large" onClick={reset}>
        Show it again
      </Button>
    </Blank>
  );
}
