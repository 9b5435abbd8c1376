import { reasonOf } from '@tic-tac-toe/api';
import { Field } from '@base-ui/react/field';
import { Form } from '@base-ui/react/form';
import { Alias, MAX_ALIAS_LENGTH } from '@tic-tac-toe/domain/contracts';
import { type SubmitEvent, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { sentenceFor } from '../problems/problems.ts';
import { useOffer } from './use-offer.ts';
import { CookieLost, useSignIn } from './use-session.ts';

/** What is pasted with a name and not seen: spaces of all kinds, and marks of where to break and which way to write. */
const UNSEEN_AROUND =
  /^[\s\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]+|[\s\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]+$/gu;

/** The only question that is asked of a player. */
export function AliasForm() {
  const [errors, setErrors] = useState<Record<string, string>>({});
  const signIn = useSignIn();
  const offer = useOffer();

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get('alias');
    const alias = Alias.safeParse(typeof text === 'string' ? text.replace(UNSEEN_AROUND, '') : text);
    if (!alias.success) {
      setErrors({ alias: alias.error.issues[0]?.message ?? 'This alias cannot be used.' });
      return;
    }
    play(alias.data);
  };

  const play = (alias: string) =>
    signIn.mutate(
      { alias },
      {
        onError(error) {
          setErrors({ alias: aliasProblem(alias, error) });
          if (reasonOf(error) === 'ALIAS_TAKEN') void offer.refresh(alias);
          else offer.withdraw();
        },
      },
    );

  return (
    <Form errors={errors} onSubmit={submit} noValidate className="w-full max-w-lg">
      <Field.Root name="alias">
        <Field.Label className="text-lg font-bold">Choose an alias</Field.Label>
        <div className="mt-2 flex flex-col gap-2.5 sm:flex-row">
          <Field.Control
            autoComplete="nickname"
            autoCapitalize="words"
            autoCorrect="off"
            spellCheck={false}
            enterKeyHint="go"
            placeholder="Ann"
            onValueChange={() => {
              setErrors({});
              offer.withdraw();
            }}
            className="h-13 w-full min-w-0 rounded-full border border-edge bg-sheet px-5 text-lg text-ink placeholder:text-soft data-invalid:border-x data-invalid:outline-x"
          />
          <Button type="submit" look="primary" size="large" busy={signIn.isPending} busyText="Signing in…">
            Play
          </Button>
        </div>
        <div className="mt-2 min-h-6 text-[0.9375rem]">
          <Field.Error className="font-medium text-x" />
          {!errors['alias'] && (
            <Field.Description className="text-soft">
              {`Up to ${MAX_ALIAS_LENGTH} characters. No account, no password.`}
            </Field.Description>
          )}
        </div>
      </Field.Root>
      <div aria-live="polite" className="mt-3 empty:hidden">
        {offer.alias !== null && <Offer alias={offer.alias} busy={signIn.isPending} onPlay={play} />}
      </div>
    </Form>
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
  return sentenceFor(error);
}
