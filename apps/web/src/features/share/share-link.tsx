import { CopyField } from './copy-field.tsx';

/** The link to a game that waits. */
export const ShareLink = () => (
  <CopyField
    label="Send this link to your opponent"
    url={window.location.href}
    text="Play tic-tac-toe with me"
  />
);
