import type { Identity, MadeDeviceLink, StartedSession } from '@tic-tac-toe/api/router';
import {
  actingBy,
  DEVICE_LINK_NOT_VALID,
  GetDeviceLink,
  MakeDeviceLink,
  UseDeviceLink,
} from '@tic-tac-toe/domain';
import type { Session, SessionId, UserId } from '@tic-tac-toe/domain';
import { type Application, type CommandMessage, SYSTEM, toMilliseconds } from '@tic-tac-toe/domain/kit';
import { deviceLinkOf, hashOf, looksLikeToken, newToken } from './tokens.ts';

/** Device links, as the connections see them: secrets on this side, their hashes in the domain. */
export interface DeviceLinks {
  makeDeviceLink(identity: Pick<Identity, 'userId' | 'sessionId'>): Promise<MadeDeviceLink>;
  /** Whose link this is the secret of; null where it is of no use. */
  ownerOf(secret: string): Promise<UserId | null>;
  startFromLink(secret: string, by: string): Promise<StartedSession>;
}

type LinkOfUser = Pick<Session, 'userId' | 'expiresAt'>;

/** @param begin starts the session of a command, with a token that nobody had before */
export function createDeviceLinks(
  app: Application,
  begin: (command: (session: SessionId) => CommandMessage) => Promise<StartedSession>,
): DeviceLinks {
  async function linkOf(secret: string): Promise<LinkOfUser | null> {
    if (!looksLikeToken(secret)) return null;
    const found = await app.ask<LinkOfUser>(GetDeviceLink({ id: deviceLinkOf(secret) }), { actor: SYSTEM });
    return found.ok ? found.answer : null;
  }

  return {
    async makeDeviceLink({ userId, sessionId }) {
      const secret = newToken();
      const outcome = await app.execute(MakeDeviceLink({ id: deviceLinkOf(secret), userId }), {
        actor: SYSTEM,
        guard: actingBy(sessionId),
      });
      if (!outcome.ok) return outcome;
      const made = await linkOf(secret);
      // Withdrawn by the next one, at this very moment.
      if (!made) return { ok: false, rejection: DEVICE_LINK_NOT_VALID };
      const { position } = outcome.receipt;
      return { ok: true, secret, expiresAt: toMilliseconds(made.expiresAt), position };
    },

    ownerOf: async (secret) => (await linkOf(secret))?.userId ?? null,

    async startFromLink(secret, by) {
      if (!looksLikeToken(secret)) return { ok: false, rejection: DEVICE_LINK_NOT_VALID };
      return begin((session) => UseDeviceLink({ id: deviceLinkOf(secret), by: hashOf(by), session }));
    },
  };
}
