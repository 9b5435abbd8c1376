import type { GameId } from '@tic-tac-toe/domain/contracts';
import { use } from 'react';
import { useCast } from '../players/use-aliases.ts';
import { Me } from '../session/me.ts';
import { useMuted } from './muted.ts';
import { useShown } from './shown.ts';
import { words } from './words.ts';
import { t } from '../../languages/t.ts';

/** Says what others have sent, once and politely, to who does not see it. Always there: else nobody notices what comes. */
export function AnnouncedReactions({ gameId }: { readonly gameId: GameId }) {
  const me = use(Me)?.id;
  const isMute = useMuted();
  const others = useShown(gameId).filter(({ player }) => player !== me);
  const { aliasOf } = useCast(others.map(({ player }) => player));
  return (
    <p className="sr-only" role="status" aria-label={t('Reactions')}>
      {!isMute &&
        others.map(({ number, player, reaction }) => (
          <span
            key={number}
          >{`${t('{name}: {reaction}.', { name: aliasOf(player), reaction: t(words[reaction]) })} `}</span>
        ))}
    </p>
  );
}
