import { MAX_ALIAS_LENGTH } from '@tic-tac-toe/domain/contracts';
import { type Ref, type SubmitEvent, useId, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { AliasOffer } from './alias-offer.tsx';
import { nameIn } from './typed-name.ts';
import { useAliasProblem } from './use-alias-problem.ts';
import { type Name, useSignIn } from './use-session.ts';
import { makeUpName } from '../../languages/names.ts';
import { t } from '../../languages/t.ts';

/** The only question that is asked of a player, with an answer for who has none. */
export function AliasForm() {
  const field = useRef<HTMLInputElement>(null);
  const [madeUp] = useState(makeUpName);
  const { signIn, lookAhead } = useSignIn();
  const { problem, offered, refuse, clear } = useAliasProblem();

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    play(nameIn(field.current, madeUp));
  };

  const play = (name: Name) =>
    signIn.mutate(name, {
      onError(error) {
        refuse(name.alias, error);
        field.current?.focus();
      },
    });

  return (
    <form onSubmit={submit} noValidate className="w-full max-w-lg">
      <AliasField
        ref={field}
        madeUp={madeUp}
        problem={problem}
        busy={signIn.isPending}
        onFocus={lookAhead}
        onChange={clear}
      />
      <AliasOffer
        alias={offered}
        busy={signIn.isPending}
        onPlay={(alias) => play({ alias, isMadeUp: false })}
      />
    </form>
  );
}

interface FieldProps {
  readonly ref: Ref<HTMLInputElement>;
  readonly madeUp: string;
  readonly problem: string | null;
  readonly busy: boolean;
  readonly onFocus: () => void;
  readonly onChange: () => void;
}

function AliasField({ ref, madeUp, problem, busy, onFocus, onChange }: FieldProps) {
  const id = useId();
  return (
    <>
      <label htmlFor={id} className="text-lg font-bold">
        {t('Choose an alias')}
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
          defaultValue={madeUp}
          aria-invalid={problem !== null || undefined}
          aria-describedby={`${id}-about`}
          onFocus={(event) => {
            onFocus();
            // Whoever has a name of their own types it over the one that was made up.
            if (event.currentTarget.value === madeUp) event.currentTarget.select();
          }}
          onChange={onChange}
          className="h-13 w-full min-w-0 rounded-full border border-edge bg-sheet px-5 text-lg text-ink aria-invalid:border-2 aria-invalid:border-ink aria-invalid:outline-ink"
        />
        <Button type="submit" look="primary" size="large" busy={busy} busyText={t('Signing in…')}>
          {t('Play')}
        </Button>
      </div>
      <div id={`${id}-about`} className="mt-2 min-h-6 text-[0.9375rem]">
        {problem === null ? (
          <p className="text-soft">
            {t('Up to {n} characters. No account, no password.', { n: MAX_ALIAS_LENGTH })}
          </p>
        ) : (
          <Problem>{problem}</Problem>
        )}
      </div>
    </>
  );
}
