import type { PublicUser } from '@tic-tac-toe/domain/contracts';
import { viaSocket } from '@tic-tac-toe/api/client';
import { useEffect } from 'react';
import { trpc } from '../../api/trpc.ts';
import { Blank } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';
import { noteRefused } from '../../api/nobodys-connection.ts';
import { t } from '../../languages/t.ts';
import { tx } from '../../languages/tx.tsx';

/**
 * The player is signed in, and their connection is nobody's. What the server needs to hear for its log goes by the way
 * that works: whose the connection should be.
 */
export default function NobodysPage({ player }: { readonly player: PublicUser }) {
  const { client } = trpc.useUtils();
  useEffect(() => {
    async function tell(): Promise<void> {
      const { user, sessionId } = await client.sessions.me.query(undefined, viaSocket);
      // The connection has been opened anew meanwhile, and all is well.
      if (user?.id === player.id) noteRefused(null);
      else if (sessionId !== null) await client.sessions.associateUserToSession.mutate({ sessionId });
    }
    // What this page says is true all the same.
    tell().catch(() => {});
  }, [client, player.id]);
  return (
    <Blank title={t('Not recognised')}>
      <p className="text-lg text-soft">
        {tx(
          'You are signed in as {name}, but the live connection of this page arrives at the server without that. Something between the two keeps the cookie from it, most likely a proxy. Please tell whoever runs this server: its log says more.',
          { name: <bdi translate="no">{player.alias}</bdi> },
        )}
      </p>
      <Button look="primary" size="large" onClick={() => window.location.reload()}>
        {t('Try again')}
      </Button>
    </Blank>
  );
}
