import { useTitle } from '../../ui/use-title.ts';
import { AliasForm } from './alias-form.tsx';
import { DemoBoard } from './demo-board.tsx';

/** Somebody followed a link to a game and has no alias yet; the game comes right after. */
export function ArrivalPage() {
  useTitle('Join the game');
  return (
    <div className="grid items-center gap-x-16 gap-y-10 pt-6 sm:pt-12 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="rising">
        <h1 className="text-[clamp(2.5rem,8vw,4.5rem)] leading-[1.06] font-extrabold tracking-[-0.035em]">
          A game is <span className="highlighted mx-0!">waiting</span>.
        </h1>
        <p className="mt-5 max-w-md text-lg text-soft">
          Somebody sent you to their board. Say who you are, and you go straight to it.
        </p>
        <div className="mt-8">
          <AliasForm />
        </div>
      </div>
      <div className="mx-auto w-56 lg:w-72">
        <DemoBoard />
      </div>
    </div>
  );
}
