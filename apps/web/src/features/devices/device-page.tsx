import { use, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { trpc } from '../../api/trpc.ts';
import { Blank } from '../../ui/blank.tsx';
import { Button, buttonStyle } from '../../ui/button.tsx';
import { Placeholder } from '../../ui/placeholder.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { sentenceFor } from '../problems/problems.ts';
import { Me } from '../session/me.ts';
import { useSecret } from './use-secret.ts';
import { t } from '../../languages/t.ts';
import { tx } from '../../languages/tx.tsx';

/** Where a device link leads: whoever is nobody here becomes its user, and whoever is somebody is asked first. */
export default function DevicePage() {
  useTitle(t('Another device'));
  const secret = useSecret();
  const me = use(Me);
  const [, navigate] = useLocation();
  const utils = trpc.useUtils();
  const whose = trpc.sessions.whoseDeviceLink.useMutation();
  const become = trpc.sessions.useDeviceLink.useMutation({
    onSuccess({ user }) {
      navigate('/', { replace: true });
      utils.sessions.me.setData(undefined, { user, sessionId: null });
    },
  });
  const hasBegun = useRef(false);
  useEffect(() => {
    // Once: the link is used up by it.
    if (hasBegun.current) return;
    hasBegun.current = true;
    if (me) whose.mutate({ secret });
    else become.mutate({ secret });
  });
  const error = whose.error ?? become.error;
  if (error) return <NotValid sentence={sentenceFor(error)} />;
  const owner = whose.data?.user;
  if (!me || !owner) return <Placeholder label={t('Signing in')} className="mt-10 h-72" />;
  if (owner.id === me.id) return <SamePlayer />;
  return (
    <Blank title={t('Go on as {name}?', { name: owner.alias })}>
      <p className="text-lg text-soft">
        {tx(
          'On this device you are {me}. Going on as {owner} signs {me} out here: unless signed in on another device, that alias is free for anybody, and its points are lost.',
          {
            me: <bdi translate="no">{me.alias}</bdi>,
            owner: <bdi translate="no">{owner.alias}</bdi>,
          },
        )}
      </p>
      <div className="flex flex-wrap gap-2">
        <Link to="/" className={buttonStyle({ look: 'primary', size: 'large' })}>
          {t('Stay {name}', { name: me.alias })}
        </Link>
        <Button
          size="large"
          busy={become.isPending}
          busyText={t('Signing in…')}
          onClick={() => become.mutate({ secret, leave: true })}
        >
          {t('Go on as {name}', { name: owner.alias })}
        </Button>
      </div>
    </Blank>
  );
}

const NotValid = ({ sentence }: { readonly sentence: string }) => (
  <Blank title={t('No entry with this link')}>
    <p className="text-lg text-soft">{sentence}</p>
    <Link to="/" className={buttonStyle({ look: 'primary', size: 'large' })}>
      {t('Go to the lobby')}
    </Link>
  </Blank>
);

/** The link is as good as before. */
const SamePlayer = () => (
  <Blank title={t('You are here already')}>
    <p className="text-lg text-soft">{t('Open the link on the device that you want to play on, too.')}</p>
    <Link to="/" className={buttonStyle({ look: 'primary', size: 'large' })}>
      {t('Go to the lobby')}
    </Link>
  </Blank>
);
