import type { RulesName } from '@tic-tac-toe/domain/contracts';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { HallOfFame } from '../hall-of-fame/hall-of-fame.tsx';
import { OnlineList } from '../presence/online-list.tsx';
import { Results } from '../results/results.tsx';
import { useMe } from '../session/me.ts';
import { MyGames } from './my-games.tsx';
import { RulesChoice } from './rules-choice.tsx';
import { TimeChoice } from './time-choice.tsx';
import { useOpenGame } from './use-open-game.ts';
import { useTimePerTurn } from './use-time-per-turn.ts';

export function LobbyPage() {
  useTitle('Lobby');
  const { alias } = useMe();
  const openGame = useOpenGame();
  const [rules, setRules] = useState<RulesName>('classic');
  const [timePerTurn, setTimePerTurn] = useTimePerTurn();
  const choice = { rules, timePerTurn };
  return (
    <div className="pt-4 sm:pt-10">
      <div className="rising flex flex-wrap items-end justify-between gap-x-8 gap-y-5">
        <div className="min-w-0">
          <h1 className="text-[clamp(2.25rem,7vw,4rem)] leading-[1.06] font-extrabold tracking-[-0.035em]">
            Your move, <bdi translate="no">{alias}</bdi>.
          </h1>
          <p className="mt-3 text-lg text-soft">
            Invite somebody who is here, or open a game and share its link.
          </p>
        </div>
        <div className="flex w-full flex-col gap-3 sm:w-auto sm:flex-row">
          <RulesChoice rules={rules} onChange={setRules} />
          <TimeChoice time={timePerTurn} onChange={setTimePerTurn} />
          <Button
            look="primary"
            size="large"
            busy={openGame.isPending}
            busyText="Opening…"
            onClick={() => openGame.mutate(choice)}
          >
            <Plus aria-hidden />
            <span>New game</span>
          </Button>
        </div>
      </div>
      <div className="mt-8 grid grid-cols-1 items-start gap-5 sm:mt-12 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <MyGames />
          <OnlineList choice={choice} />
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <HallOfFame />
          <Results />
        </div>
      </div>
    </div>
  );
}
