import { issueOf, reasonOf } from '@tic-tac-toe/api';
import { MAX_ALIAS_LENGTH } from '@tic-tac-toe/domain/contracts';
import { type Ref, type SubmitEvent, useId, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { sentenceFor } from '../problems/problems.ts';
import { useOffer } from './use-offer.ts';
import { CookieLost, useSignIn } from './use-session.ts';

/** What is pasted with a name and not seen: spaces of all kinds, and marks of where to break and which way to write. */
const UNSEEN_AROUND =
  /^[\s\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]+|[\s\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]+$/gu;

/** The only question that is asked of a player. */
export function AliasForm() {
  const [problem, setProblem] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const { signIn, lookAhead } = useSignIn();
  const offer = useOffer();

  const refuse = (sentence: string) => {
    setProblem(sentence);
    field.current?.focus();
  };

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    play((field.current?.value ?? '').replace(UNSEEN_AROUND, ''));
  };

  const play = (alias: string) =>
    signIn.mutate(
      { alias },
      {
        onError(error) {
          refuse(aliasProblem(alias, error));
          if (reasonOf(error) === 'ALIAS_TAKEN') void offer.refresh(alias);
          else offer.withdraw();
        },
      },
    );

  return (
    <form onSubmit={submit} noValidate className="w-full max-w-lg">
      <AliasField
        ref={field}
        problem={problem}
        busy={signIn.isPending}
        onFocus={lookAhead}
        onChange={() => {
          setProblem(null);
          offer.withdraw();
        }}
      />
      <div aria-live="polite" className="mt-3 empty:hidden">
        {offer.alias !== null && <Offer alias={offer.alias} busy={signIn.isPending} onPlay={play} />}
      </div>
    </form>
  );
}

interface FieldProps {
  readonly ref: Ref<HTMLInputElement>;
  readonly problem: string | null;
  readonly busy: boolean;
  readonly onFocus: () => void;
  readonly onChange: () => void;
}

function AliasField({ ref, problem, busy, onFocus, onChange }: FieldProps) {
  const id = useId();
  return (
    <>
      <label htmlFor={id} className="text-lg font-bold">
        Choose an alias
      </label>
      <div className="mt-2 flex flex-col gap-2.5 sm:flex-row">
        <input
          ref={ref}
          id={id}
          name="alias"
          autoComplete="nickname"
          autoCapitalize="words"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="go"
          placeholder="Ann"
          aria-invalid={problem !== null || undefined}
          aria-describedby={`${id}-about`}
          onFocus={onFocus}
          onChange={onChange}
          className="h-13 w-full min-w-0 rounded-full border border-edge bg-sheet px-5 text-lg text-ink placeholder:text-soft aria-invalid:border-(color:--pen-x) aria-invalid:outline-x"
        />
        <Button type="submit" look="primary" size="large" busy={busy} busyText="Signing in…">
          Play
        </Button>
      </div>
      <div id={`${id}-about`} className="mt-2 min-h-6 text-[0.9375rem]">
        {problem === null ? (
          <p className="text-soft">{`Up to ${MAX_ALIAS_LENGTH} characters. No account, no password.`}</p>
        ) : (
          <p role="alert" className="font-medium text-x">
            {problem}
          </p>
        )}
      </div>
    </>
  );
}

const bringIntoSight = (offer: HTMLElement | null) => offer?.scrollIntoView({ block: 'nearest' });

interface OfferProps {
  readonly alias: string;
  readonly busy: boolean;
  readonly onPlay: (alias: string) => void;
}

/** A name like the one that is taken, for one tap. */
function Offer({ alias, busy, onPlay }: OfferProps) {
  return (
    // On a small phone it would be out of sight; and the name may be as long as a name gets.
    <div ref={bringIntoSight} className="grid grid-cols-[minmax(0,max-content)] pb-4">
      <Button busy={busy} onClick={() => onPlay(alias)}>
        <span className="min-w-0 truncate">
          Play as <bdi translate="no">{alias}</bdi>
        </span>
      </Button>
    </div>
  );
}

const NO_COOKIES =
  'This browser keeps no cookies for this site, and without one nobody stays signed in. Allow them and try again.';

function aliasProblem(alias: string, error: unknown): string {
  if (error instanceof CookieLost) return NO_COOKIES;
  if (reasonOf(error) === 'ALIAS_TAKEN') return `“${alias}” is taken. Somebody else plays under this alias.`;
  return issueOf(error) ?? sentenceFor(error);
}
