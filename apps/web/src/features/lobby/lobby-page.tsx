import type { RulesName } from '@tic-tac-toe/domain/contracts';
import Plus from 'lucide-react/icons/plus';
import Users from 'lucide-react/icons/users';
import { useMemo, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { fitWords } from '../../ui/fit-words.ts';
import { useTitle } from '../../ui/use-title.ts';
import { HallOfFame } from '../hall-of-fame/hall-of-fame.tsx';
import { OnlineList } from '../presence/online-list.tsx';
import { Looking } from '../queue/looking.tsx';
import { useOpponent } from '../queue/use-opponent.ts';
import { useMe } from '../session/me.ts';
import { Results } from '../standings/results.tsx';
import { ComputerOffer } from './computer-offer.tsx';
import { GamesNow } from './games-now.tsx';
import { MyGames } from './my-games.tsx';
import { RulesChoice } from './rules-choice.tsx';
import { TimeChoice } from './time-choice.tsx';
import { useLists } from './use-lists.ts';
import { useOpenGame } from './use-open-game.ts';
import { useTimePerTurn } from './use-time-per-turn.ts';
import { t } from '../../languages/t.ts';
import { tx } from '../../languages/tx.tsx';

export default function LobbyPage() {
  useTitle(t('Lobby'));
  const openGame = useOpenGame();
  const [rules, setRules] = useState<RulesName>('classic');
  const [timePerTurn, setTimePerTurn] = useTimePerTurn();
  const choice = useMemo(() => ({ rules, timePerTurn }), [rules, timePerTurn]);
  const opponent = useOpponent();
  const lists = useLists();
  const [isMyMove, setMyMove] = useState(false);
  return (
    <div className="pt-4 sm:pt-10">
      <div className="rising flex flex-wrap items-end justify-between gap-x-8 gap-y-5">
        <div className="min-w-0 max-sm:w-full">
          <Greeting isMyMove={isMyMove} />
          <p className="mt-3 text-lg text-soft">
            {t('Find an opponent, invite somebody who is here, or open a game and share its link.')}
          </p>
        </div>
        <div className="flex w-full flex-wrap gap-2 sm:w-auto sm:items-center sm:gap-3">
          <div className="w-full sm:w-auto">
            <RulesChoice rules={rules} onChange={setRules} />
          </div>
          <TimeChoice time={timePerTurn} onChange={setTimePerTurn} />
          {/* With large letters it goes below the time. */}
          <div className="grid flex-auto sm:flex-none">
            <Button
              busy={openGame.isPending}
              busyText={t('Opening…')}
              onClick={() => openGame.mutate(choice)}
            >
              <Plus aria-hidden />
              <span>{t('New game')}</span>
            </Button>
          </div>
          {!opponent.looking && (
            <div className="grid w-full sm:w-auto">
              <Button look="primary" size="large" onClick={() => opponent.look(rules)}>
                <Users aria-hidden />
                <span>{t('Find an opponent')}</span>
              </Button>
            </div>
          )}
        </div>
      </div>
      {opponent.looking && (
        <div className="mt-5">
          <Looking opponent={opponent} />
        </div>
      )}
      {/* None of these is drawn again because an opponent is looked for. */}
      <div className="mt-8 grid grid-cols-1 items-start gap-5 sm:mt-12 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <MyGames onMyMove={setMyMove} />
          <ComputerOffer rules={rules} />
          <GamesNow lists={lists} onLook={opponent.look} />
          <OnlineList choice={choice} lists={lists} />
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <HallOfFame />
          <Results />
        </div>
      </div>
    </div>
  );
}

function Greeting({ isMyMove }: { readonly isMyMove: boolean }) {
  const { alias } = useMe();
  return (
    // On a wide page, any name has room.
    <h1 className="max-sm:@container text-[clamp(2.25rem,7vw,4rem)] leading-[1.06] font-extrabold tracking-[-0.035em] [word-spacing:0.1em]">
      {tx(isMyMove ? 'Your move, {name}.' : 'Hello, {name}.', {
        name: (
          <bdi translate="no" {...fitWords(`${alias}.`)}>
            {alias}
          </bdi>
        ),
      })}
    </h1>
  );
}
