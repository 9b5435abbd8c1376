import { issueOf, reasonOf } from '@tic-tac-toe/api';
import type { AliasIssue } from '@tic-tac-toe/domain/contracts';
import { useState } from 'react';
import { sentenceFor } from '../problems/problems.ts';
import { useOffer } from './use-offer.ts';
import { CookieLost } from './use-session.ts';
import { type PlainSentence, t } from '../../languages/t.ts';

const NO_COOKIES =
  'This browser keeps no cookies for this site, and without one nobody stays signed in. Allow them and try again.' satisfies PlainSentence;

/** What the server says of an alias, and the page in its reader's language. One that is missing does not compile. */
const issues: Readonly<Record<AliasIssue, PlainSentence>> = {
  'An alias has at most 20 characters.': 'An alias has at most 20 characters.',
  'An alias has visible characters only.': 'An alias has visible characters only.',
  'An alias has joiners and the like only where letters or emoji are drawn differently by them.':
    'An alias has joiners and the like only where letters or emoji are drawn differently by them.',
  'An alias has at most four marks on a letter.': 'An alias has at most four marks on a letter.',
  'An alias has letters of one alphabet.': 'An alias has letters of one alphabet.',
  'An alias needs at least one character.': 'An alias needs at least one character.',
};
const isKnown = (issue: string): issue is AliasIssue => Object.hasOwn(issues, issue);

function sentence(alias: string, error: unknown): string {
  if (error instanceof CookieLost) return t(NO_COOKIES);
  if (reasonOf(error) === 'ALIAS_TAKEN')
    return t('“{name}” is taken. Somebody else plays under this alias.', { name: alias });
  const issue = issueOf(error);
  if (issue === undefined) return sentenceFor(error);
  // Of a newer server.
  return isKnown(issue) ? t(issues[issue]) : issue;
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
