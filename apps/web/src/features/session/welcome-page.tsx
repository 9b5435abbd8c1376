import { use } from 'react';
import { useTitle } from '../../ui/use-title.ts';
import { HallOfFame } from '../hall-of-fame/hall-of-fame.tsx';
import { AliasForm } from './alias-form.tsx';
import { DemoBoard } from './demo-board.tsx';
import { HasSignedOut } from './me.ts';
import { t } from '../../languages/t.ts';

/** What a newcomer sees: what this is, the one question, and whom there is to beat. */
export default function WelcomePage() {
  const hasSignedOut = use(HasSignedOut);
  useTitle(null);
  return (
    <div className="grid grid-cols-1 items-center gap-x-16 gap-y-12 pt-6 sm:pt-12 beside:max-lg:pt-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="rising beside:max-lg:grid beside:max-lg:grid-cols-2 beside:max-lg:gap-8">
        <div>
          <h1 className="text-[clamp(2.25rem,9.5vw,5rem)] leading-[1.06] font-extrabold tracking-[-0.035em] beside:max-lg:text-5xl">
            {t('Two players.')}
            <br />
            {t('Nine squares.')}
            <br />
            <span className="highlighted">{t('One clock.')}</span>
          </h1>
          <p className="mt-6 max-w-md text-lg text-soft beside:max-lg:mt-4">
            {hasSignedOut
              ? t('You are signed out. Choose an alias to play again.')
              : t('Tic-tac-toe against real people, live. Challenge who is here, or send a friend the link.')}
          </p>
        </div>
        <div className="mt-8 beside:max-lg:mt-2">
          <AliasForm />
        </div>
      </div>
      <div className="flex flex-col gap-10">
        <div className="mx-auto hidden w-72 lg:block">
          <DemoBoard />
        </div>
        <HallOfFame />
      </div>
    </div>
  );
}
