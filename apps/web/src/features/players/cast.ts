import type { UserId } from '@tic-tac-toe/domain/contracts';
import { type AboutSomebody, fill, type PlainSentence, t } from '../../languages/t.ts';

/** Who is who in a sentence: the reader is "you", everybody else goes by their alias. */
export interface Cast {
  /** Null for who watches without an alias. */
  readonly me: UserId | null;
  readonly aliasOf: (id: UserId) => string;
}

/** The first sentence where it is about the reader, else the second, with a name: languages tell the two apart in many ways. */
export const told = <const Other extends AboutSomebody>(
  { me, aliasOf }: Cast,
  id: UserId,
  ofReader: PlainSentence,
  ofOther: Other,
): string => (id === me ? t(ofReader) : fill(ofOther, { name: aliasOf(id) }));
