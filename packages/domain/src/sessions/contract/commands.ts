import { z } from 'zod';
import { SESSION_ALREADY_ASSOCIATED, SESSION_NOT_FOUND } from '../rejections.ts';
import { SocketSessionId } from '../session.ts';
import { command } from '../scope.ts';

/**
 * The caller says that an open connection is theirs, and is online for as long as it lasts. The server does
 * it for connections that sign in while they open; `sessions.me` tells a connection its own id.
 */
export const associateUserToSession = command(
  'AssociateUserToSession',
  z.object({ sessionId: SocketSessionId }),
  {
    rejections: [SESSION_NOT_FOUND, SESSION_ALREADY_ASSOCIATED],
  },
);
