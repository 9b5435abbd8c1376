import { CopyField } from './copy-field.tsx';
import { t } from '../../languages/t.ts';

/** The link to a game that waits. */
export const ShareLink = () => (
  <CopyField
    label={t('Send this link to your opponent')}
    url={window.location.href}
    text={t('Play tic-tac-toe with me')}
  />
);
