import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { DeviceLinkId, SessionId } from '@tic-tac-toe/domain';

/** 256 random bits, as 43 characters that are safe in a cookie, a header and a URL. */
export const newToken = (): string => randomBytes(32).toString('base64url');

const TOKEN = /^[\w-]{43}$/;

/** Whether it could be a token at all: anything else is not worth a look-up. */
export const looksLikeToken = (value: string): boolean => TOKEN.test(value);

const sha256 = (value: string): Buffer => createHash('sha256').update(value).digest();

/** What may be stored of a secret. */
export const hashOf = (value: string): string => sha256(value).toString('base64url');

/** The session of a token. Only this hash is stored: who reads the database can sign in as nobody. */
export const sessionOf = (token: string): SessionId => SessionId.parse(hashOf(token));

/** The link of a secret: its hash, and not one that a session has. */
export const deviceLinkOf = (secret: string): DeviceLinkId =>
  DeviceLinkId.parse(hashOf(`device-link:${secret}`));

/** Compares secrets in a time that tells nothing of where they differ, nor of their lengths. */
export const isSameSecret = (given: string, secret: string): boolean =>
  timingSafeEqual(sha256(given), sha256(secret));

/** The UUID (version 8, RFC 9562) of a name: always the same one, and it tells nothing of the name. */
export function uuidFor(name: string): string {
  const bytes = sha256(name).subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
