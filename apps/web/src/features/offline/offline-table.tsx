import { newId } from '@tic-tac-toe/api';
import {
  GameId,
  type Position,
  type RulesName,
  toInstant,
  UserId,
  type WaitingForPlayers,
} from '@tic-tac-toe/domain/contracts';
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { isUntouched, useSettled } from '../../ui/use-settled.ts';
import { useTitle } from '../../ui/use-title.ts';
import { useConnection } from '../connection/use-connection.ts';
import { Board } from '../game/board/board.tsx';
import { createOneSquare } from '../game/board/one-square.ts';
import { useBoardKeys } from '../game/keys/use-board-keys.ts';
import { TableLayout } from '../game/table-layout.tsx';
import { usePractice } from '../game/use-practice.ts';
import { VerdictHeader } from '../game/verdict-header.tsx';
import { RulesChoice } from '../lobby/rules-choice.tsx';
import { offerNewerPage } from '../updates/watch-for-updates.ts';
import { t } from '../../languages/t.ts';

interface Props {
  /** The server is asked again just now. */
  readonly busy: boolean;
  readonly onRetry: () => void;
  /** The server has answered since, and what was asked for can be shown. */
  readonly isBack: boolean;
  readonly onGoOn: () => void;
  /** Whether a game against the computer is under way. */
  readonly onPlaying: (isPlaying: boolean) => void;
  /** Why there is no answer. */
  readonly error: unknown;
}

/** Nobody is known by this id, and no server knows of the game: it is played in this page alone. */
const ME = newId(UserId);
const TABLE: WaitingForPlayers = {
  stage: 'WaitingForPlayers',
  gameId: newId(GameId),
  host: ME,
  players: [ME],
  createdAt: toInstant(0),
  expiresAt: toInstant(0),
};

/** A board to play on against the computer while the server does not answer. */
export default function OfflineTable({ busy, onRetry, isBack, onGoOn, onPlaying }: Props) {
  const [rules, setRules] = useState<RulesName>('classic');
  const isOffline = useConnection().state === 'offline';
  const headline = isBack ? t('Connected again') : isOffline ? t('You are offline') : t('No connection');
  useTitle(headline);
  useAskingOnceOnline(isOffline, onRetry);
  // This page may have come from what the browser keeps, and the server answers again.
  useEffect(() => () => void offerNewerPage(), []);
  return (
    <Playing
      key={rules}
      rules={rules}
      headline={headline}
      onPlaying={onPlaying}
      choice={<RulesChoice rules={rules} onChange={setRules} />}
      wayOn={
        isBack && (
          <Button look="primary" onClick={onGoOn}>
            {t('Go on')}
          </Button>
        )
      }
    >
      <p className="text-soft">
        {t(
          'The computer plays in this page, for no points. Games with others go on once the server answers.',
        )}
      </p>
      {!isBack && (
        <Button busy={busy && !isOffline} onClick={onRetry}>
          {t('Try again')}
        </Button>
      )}
    </Playing>
  );
}

/** Whoever is back is not kept waiting until the next attempt. */
function useAskingOnceOnline(isOffline: boolean, ask: () => void): void {
  const wasOffline = useRef(isOffline);
  const askNow = useEffectEvent(ask);
  useEffect(() => {
    if (wasOffline.current && !isOffline) askNow();
    wasOffline.current = isOffline;
  }, [isOffline]);
}

interface PlayingProps extends Pick<Props, 'onPlaying'> {
  readonly rules: RulesName;
  readonly headline: string;
  /** In the place of the clock. */
  readonly wayOn: ReactNode;
  /** In the place of the players. */
  readonly choice: ReactNode;
  readonly children: ReactNode;
}

function Playing({ rules, headline, onPlaying, wayOn, choice, children }: PlayingProps) {
  const practice = usePractice(TABLE, rules, ME);
  const isSettled = useSettled(rules, isUntouched);
  const isUnderWay = practice?.latest !== undefined;
  useEffect(() => onPlaying(isUnderWay), [isUnderWay, onPlaying]);
  const mark = (at: Position): void => {
    // At once: the server may be back before the mark is drawn.
    if (practice?.place(at)) onPlaying(true);
  };
  const { said, onKeyDown } = useBoardKeys({
    game: practice?.game ?? TABLE,
    me: ME,
    onMark: mark,
    headline,
    onHelp: nothing,
  });
  return (
    <>
      <TableLayout
        isSettled={isSettled}
        status={
          <>
            <VerdictHeader
              verdict={{ headline, detail: '', tone: 'quiet' }}
              instead={practice?.news}
              clock={wayOn}
              isAsked={false}
            />
            <div className="flex">{choice}</div>
          </>
        }
        board={
          <Board
            game={TABLE}
            practice={practice?.game}
            rules={rules}
            me={ME}
            pressed={practice?.pressed ?? untouched}
            pending={undefined}
            latest={practice?.latest}
            onMark={mark}
            onKeyDown={onKeyDown}
          />
        }
        next={<div className="flex flex-col items-start gap-4">{children}</div>}
        log={null}
      />
      <p className="sr-only" role="status">
        {said}
      </p>
    </>
  );
}

const nothing = () => {};

const untouched = createOneSquare();
