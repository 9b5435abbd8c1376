import { issueOf, reasonOf } from '@tic-tac-toe/api';
import { useState } from 'react';
import { sentenceFor } from '../problems/problems.ts';
import { useOffer } from './use-offer.ts';
import { CookieLost } from './use-session.ts';
import { type PlainSentence, t } from '../../languages/t.ts';

const NO_COOKIES =
  'This browser keeps no cookies for this site, and without one nobody stays signed in. Allow them and try again.' satisfies PlainSentence;

function sentence(alias: string, error: unknown): string {
  if (error instanceof CookieLost) return t(NO_COOKIES);
  if (reasonOf(error) === 'ALIAS_TAKEN')
    return t('“{name}” is taken. Somebody else plays under this alias.', { name: alias });
  return issueOf(error) ?? sentenceFor(error);
}

/** Why somebody could not sign in under a name, and one like it that is free. */
export function useAliasProblem() {
  const [problem, setProblem] = useState<string | null>(null);
  const offer = useOffer();
  return {
    problem,
    offered: offer.alias,
    refuse(alias: string, error: unknown) {
      setProblem(sentence(alias, error));
      if (reasonOf(error) === 'ALIAS_TAKEN') void offer.refresh(alias);
      else offer.withdraw();
    },
    clear() {
      setProblem(null);
      offer.withdraw();
    },
  };
}
