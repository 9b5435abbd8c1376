import { become, handle, react, remove } from '../kit/define/index.ts';
import { AssociateUserToSession, SessionConnected, SessionDisconnected, UserConnected } from './messages.ts';
import { SESSION_ALREADY_ASSOCIATED, SESSION_NOT_FOUND } from './rejections.ts';
import { socketSession } from './session.ts';

export const openSocket = react(SessionConnected, socketSession, {
  find: ({ sessionId }) => sessionId,
  missing: ({ sessionId }) => become({ id: sessionId, userId: null }),
});

/** Whoever says first whose connection it is, owns it; saying so again changes nothing. */
export const associateUser = handle(AssociateUserToSession, socketSession, {
  find: ({ sessionId }) => sessionId,
  missing: SESSION_NOT_FOUND,
  found: (before, { sessionId }, { actor }) => {
    if (before.userId === actor) return become(before);
    if (before.userId !== null) return SESSION_ALREADY_ASSOCIATED;
    return become({ ...before, userId: actor }, UserConnected({ userId: actor, sessionId }));
  },
});

export const closeSocket = react(SessionDisconnected, socketSession, {
  find: ({ sessionId }) => sessionId,
  found: (before) => become(before, remove(socketSession, before.id)),
});
