import { Fragment, type ReactNode } from 'react';
import { type Filling, type Sentence, translated } from './t.ts';

const PLACE = /\{(\w+)\}/;

/** As `t`, with elements in the places of the sentence: a name that no translator of the browser's touches, for example. */
export function tx<const Text extends Sentence>(
  sentence: Text,
  ...[filling]: Filling<Text, ReactNode>
): ReactNode {
  const values: Readonly<Record<string, ReactNode>> = filling ?? {};
  return translated(sentence)
    .split(PLACE)
    .map((part, index) => {
      if (index % 2 === 1) return <Fragment key={index}>{values[part]}</Fragment>;
      return part !== '' && <span key={index}>{part}</span>;
    });
}
