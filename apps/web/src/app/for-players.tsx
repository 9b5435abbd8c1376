import { OtherGames } from '../features/alerts/other-games.tsx';
import { InvitationsPanel } from '../features/invitations/invitations-panel.tsx';

/** What concerns a player on every page, and no visitor: it comes after the page. */
export default function ForPlayers() {
  return (
    <>
      <InvitationsPanel />
      <OtherGames />
    </>
  );
}
