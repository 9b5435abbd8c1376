import { trpc } from '../../api/trpc.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useMe } from './me.ts';
import { useSignOut } from './use-session.ts';
import { t } from '../../languages/t.ts';
import { tx } from '../../languages/tx.tsx';

/** What signing out costs, before it is done. Whoever presses a key too fast stays. */
export default function SignOutQuestion({ onStay }: { readonly onStay: () => void }) {
  const { alias } = useMe();
  const signOut = useSignOut();
  return (
    <Dialog title={t('Sign out?')} onClose={onStay}>
      {(close) => (
        <>
          <Price alias={alias} />
          <RunningGames />
          <div className="mt-5 flex flex-wrap gap-2">
            <Button look="primary" autoFocus onClick={close}>
              {t('Stay')}
            </Button>
            <Button busy={signOut.isPending} busyText={t('Signing out…')} onClick={() => signOut.mutate()}>
              {t('Sign out')}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}

/** What is lost by it: nothing to who is signed in on another device, too. */
function Price({ alias }: { readonly alias: string }) {
  const { data } = trpc.sessions.getMyDevices.useQuery({}, { refetchOnMount: 'always', gcTime: 0 });
  const name = (
    <bdi translate="no" className="font-bold text-ink">
      {alias}
    </bdi>
  );
  if (data && data.devices > 1)
    return (
      <p className="mt-3 text-soft">
        {tx(
          'On your other device you stay signed in as {name}, with your points and results. A link from there brings you back here.',
          { name },
        )}
      </p>
    );
  return (
    <>
      <p className="mt-3 text-soft">
        {tx(
          'The alias {name} is free for anybody then. Your points and results are lost to you: nobody can sign in again as the same player.',
          { name },
        )}
      </p>
      <p className="mt-3 text-soft">
        {t('To keep them, stay, and choose “Play on another device” in your menu first.')}
      </p>
    </>
  );
}

/** What it costs in the middle of a game. */
function RunningGames() {
  const { data } = trpc.games.getMyGames.useQuery({}, { refetchOnMount: 'always', gcTime: 0 });
  const running = data?.games.filter(({ stage }) => stage === 'InProgress').length ?? 0;
  return (
    // Always there, so that screen readers notice what appears in it.
    <div role="status">
      {running > 0 && (
        <p className="mt-3 font-bold">
          {running === 1
            ? t('Your game is still running: without you its time runs out, and you lose it.')
            : t('Your {n} games are still running: without you their time runs out, and you lose them.', {
                n: running,
              })}
        </p>
      )}
    </div>
  );
}
