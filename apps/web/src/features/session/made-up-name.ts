import { madeUpName, NAME_BYTES } from '@tic-tac-toe/domain/contracts';

/** A name for somebody who has not chosen one, another each time. */
export const makeUpName = (): string => madeUpName(crypto.getRandomValues(new Uint8Array(NAME_BYTES)));
