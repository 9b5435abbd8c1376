import { DEVICE_PATH } from '@tic-tac-toe/domain/contracts';
import { lazy, Suspense, useEffect } from 'react';
import { basePath } from '../../api/base-path.ts';
import { trpc } from '../../api/trpc.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { sentenceFor } from '../problems/problems.ts';
import { CopyField } from '../share/copy-field.tsx';
import { t } from '../../languages/t.ts';

const QrCode = lazy(() => import('../../ui/qr-code.tsx'));

/** The secret stands behind the `#`: no browser sends that to a server, and no server writes it into a log. */
const addressOf = (secret: string): string =>
  `${window.location.origin}${basePath}${DEVICE_PATH.slice(1)}#${secret}`;

/** A link for another device of one's own. It is made when somebody asks for it, and shown nowhere else. */
export default function LinkDialog({ onClose }: { readonly onClose: () => void }) {
  const { mutate, data, error } = trpc.sessions.makeDeviceLink.useMutation({ gcTime: 0 });
  useEffect(() => mutate({}), [mutate]);
  const url = data && addressOf(data.secret);
  return (
    <Dialog title={t('Play on another device')} onClose={onClose}>
      {(close) => (
        <>
          <p className="mt-3 text-soft">
            {t(
              'Open this link there, and you are the same player on both. It works once, for five minutes. Whoever has it plays as you: show it to nobody else.',
            )}
          </p>
          <div className="mt-4 size-44 max-sm:size-36">
            {url !== undefined && (
              <Suspense>
                <QrCode text={url} label={t('The link, as a QR code')} />
              </Suspense>
            )}
          </div>
          <div className="mt-4 min-h-16" role="status">
            {error && <p>{sentenceFor(error)}</p>}
            {url !== undefined && (
              <CopyField label={t('The link')} url={url} text={t('My player at tic-tac-toe')} />
            )}
          </div>
          <div className="mt-5">
            <Button autoFocus onClick={close}>
              {t('Done')}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
