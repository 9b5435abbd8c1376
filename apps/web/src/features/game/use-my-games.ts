import type { Game } from '@tic-tac-toe/domain/contracts';
import { useMemo, useState } from 'react';
import { trpc } from '../../api/trpc.ts';
import { useOtherTabs } from './games-in-tabs.ts';
import type { Known } from './use-game.ts';

/** One of my games. `known` is absent where a server of before does not say since when it stands like that. */
export interface MyGame {
  readonly game: Game;
  readonly known: Known | undefined;
}

/** My games that wait or are being played, or of which a rematch is wanted, as they were when this was drawn first. */
export function useMyGames() {
  // What happened on other pages is not in the copy that was kept.
  const { data, refetch } = trpc.games.getMyGames.useQuery({}, { refetchOnMount: 'always', gcTime: 0 });
  const [beginnings, setBeginnings] = useState(0);
  const list = useMemo(
    () =>
      data?.games.map((game, index): MyGame => {
        const position = data.positions?.[index];
        return { game, known: position === undefined ? undefined : { game, position } };
      }),
    [data],
  );
  useOtherTabs((gameId) => {
    if (list?.every(({ game }) => game.gameId !== gameId)) void refetch();
  });
  return {
    list,
    refetch,
    /** Changes when whoever follows them has to begin anew. */
    beginnings,
    /** What was heard of one is of a past that the server no longer knows: its followers begin with what it answers now. */
    beginAnew: () => void refetch().then(() => setBeginnings((before) => before + 1)),
  };
}
