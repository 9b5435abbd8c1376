import { useTitle } from '../../ui/use-title.ts';
import { AliasForm } from './alias-form.tsx';
import { DemoBoard } from './demo-board.tsx';
import { t } from '../../languages/t.ts';

/** Somebody has signed out on the page of a game. */
export default function SignedOutPage() {
  useTitle(t('Signed out'));
  return (
    <div className="grid grid-cols-1 items-center gap-x-16 gap-y-10 pt-6 sm:pt-12 beside:max-lg:pt-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="rising beside:max-lg:grid beside:max-lg:grid-cols-2 beside:max-lg:gap-8">
        <div>
          <h1 className="text-[clamp(2.5rem,8vw,4.5rem)] leading-[1.06] font-extrabold tracking-[-0.035em] beside:max-lg:text-5xl">
            {t('You are signed out.')}
          </h1>
          <p className="mt-5 max-w-md text-lg text-soft">
            {t('Choose an alias, and you are back at the game of this page, as another player.')}
          </p>
        </div>
        <div className="mt-8 beside:max-lg:mt-2">
          <AliasForm />
        </div>
      </div>
      <div className="mx-auto w-56 max-w-full px-2 lg:w-72">
        <DemoBoard />
      </div>
    </div>
  );
}
