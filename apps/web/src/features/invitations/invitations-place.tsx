export const INVITATIONS_PLACE = 'invitations-counter';

/** Where the counter stands: in the header, which is drawn outside of all that knows of invitations. */
export const InvitationsPlace = () => <div id={INVITATIONS_PLACE} className="empty:hidden" />;
