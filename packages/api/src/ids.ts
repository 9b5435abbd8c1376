/**
 * A random UUID (version 4). Made by hand, because browsers keep `crypto.randomUUID` to secure pages, and a
 * phone that plays over the home network, without TLS, is not on one.
 */
export function newUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte, index) => {
    const value = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    return value.toString(16).padStart(2, '0');
  }).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A new id of a kind: `newId(GameId)`. Ids are made by the caller, so that a retry is safe. */
export const newId = <Id>(kind: { parse(value: string): Id }): Id => kind.parse(newUuid());
