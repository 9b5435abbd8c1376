import { reasonOf } from '@tic-tac-toe/api';
import type { WaitingForPlayers } from '@tic-tac-toe/domain/contracts';
import { useMutation } from '@tanstack/react-query';
import Pencil from 'lucide-react/icons/pencil';
import { type Ref, type SubmitEvent, use, useId, useRef, useState } from 'react';
import { trpc } from '../../api/trpc.ts';
import { afterPaint } from '../../ui/after-paint.ts';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { notify } from '../../ui/notices.tsx';
import { useSettle } from '../invitations/use-settle.ts';
import { sentenceFor } from '../problems/problems.ts';
import { AliasOffer } from '../session/alias-offer.tsx';
import { Me } from '../session/me.ts';
import { nameIn } from '../session/typed-name.ts';
import { useAliasProblem } from '../session/use-alias-problem.ts';
import { type Name, useSignIn } from '../session/use-session.ts';
import { makeUpName } from '../../languages/names.ts';
import { t } from '../../languages/t.ts';
import { markOfSeat } from './seats.ts';

const PROBLEM = 'name-problem';

/** For who looks at a game with a free seat: one tap takes it. A visitor has got a name, to keep or to change. */
export function SeatOffer({ game }: { readonly game: WaitingForPlayers }) {
  const isVisitor = use(Me) === null;
  const [cameAsVisitor] = useState(isVisitor);
  const field = useRef<HTMLInputElement>(null);
  const [madeUp] = useState(makeUpName);
  const { problem, offered, refuse, clear } = useAliasProblem();
  const { signIn } = useSignIn();
  const settle = useSettle();
  const { client } = trpc.useUtils();
  const join = useMutation({
    /** @param signedIn where that is asked in the same request */
    async mutationFn(signedIn: Promise<unknown> | null) {
      const sitDown = () => client.games.joinGame.mutate({ gameId: game.gameId });
      try {
        return await sitDown();
      } catch (error) {
        if (!signedIn || reasonOf(error) !== 'SIGN_IN_REQUIRED') throw error;
        // Parted on the way: once more, after it. Why nobody was signed in is told beside the name.
        return signedIn.then(sitDown, () => null);
      }
    },
    onSettled() {
      // Nobody has invited a visitor.
      if (!cameAsVisitor) settle();
    },
    onError: (error) => notify(sentenceFor(error)),
  });
  // Busy until the news of the seat is here, which takes this offer away.
  const isBusy = signIn.isPending || join.isPending || Boolean(join.data);

  const sitDownAs = (name: Name) =>
    signIn.mutate(
      { ...name, atOnce: join.mutate },
      {
        onError(error) {
          refuse(name.alias, error);
          field.current?.focus();
        },
      },
    );

  const isPressed = useRef(false);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPressed.current) return;
    isPressed.current = true;
    // Two requests are put together for the first time here, which takes a slow phone as long as a frame.
    afterPaint(() => {
      isPressed.current = false;
      if (isVisitor) sitDownAs(nameIn(field.current, madeUp));
      else join.mutate(null);
    });
  };

  return (
    <form noValidate onSubmit={submit} className="rising">
      {/* As high as the players are who sit there next: the board stays where it is. */}
      <div className="flex min-h-16 items-end gap-2">
        {(isVisitor || (cameAsVisitor && isBusy)) && (
          <NameField ref={field} madeUp={madeUp} problem={problem} onChange={clear} />
        )}
        <Button type="submit" look="primary" busy={isBusy} busyText={t('Sitting down…')}>
          {t('Join as {mark}', { mark: markOfSeat(game.players.length === 0 ? 0 : 1) })}
        </Button>
      </div>
      {problem !== null && (
        <Problem id={PROBLEM} className="mt-2">
          {problem}
        </Problem>
      )}
      <AliasOffer alias={offered} busy={isBusy} onPlay={(alias) => sitDownAs({ alias, isMadeUp: false })} />
    </form>
  );
}

interface FieldProps {
  readonly ref: Ref<HTMLInputElement>;
  readonly madeUp: string;
  readonly problem: string | null;
  readonly onChange: () => void;
}

/** What a visitor will be called: nothing has to be done about it. */
function NameField({ ref, madeUp, problem, onChange }: FieldProps) {
  const id = useId();
  return (
    <div className="min-w-0 flex-1">
      <label htmlFor={id} className="block text-[0.8125rem] leading-5 text-soft sm:text-sm">
        {t('You play as')}
      </label>
      <div className="relative">
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
          aria-describedby={problem === null ? undefined : PROBLEM}
          onFocus={({ currentTarget }) => currentTarget.value === madeUp && currentTarget.select()}
          onChange={onChange}
          className="h-11 w-full min-w-0 truncate rounded-full border border-edge bg-sheet px-4 min-[22rem]:pe-9 text-base font-bold text-ink aria-invalid:border-2 aria-invalid:border-ink aria-invalid:outline-ink"
        />
        <Pencil
          aria-hidden
          className="pointer-events-none absolute max-[22rem]:hidden top-1/2 end-3.5 size-4 -translate-y-1/2 text-soft"
        />
      </div>
    </div>
  );
}
