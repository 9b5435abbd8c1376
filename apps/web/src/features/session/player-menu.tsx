import { Bell, BellOff, ChevronDown, LogOut } from 'lucide-react';
import { useState } from 'react';
import { buttonStyle } from '../../ui/button.tsx';
import { DropMenu, MenuItem } from '../../ui/menu.tsx';
import { switchAlerts, useAlerts } from '../alerts/alerts.ts';
import { useMe } from './me.ts';
import { SignOutQuestion } from './sign-out-question.tsx';

/** Who I am, and the way out. */
export function PlayerMenu() {
  const { alias } = useMe();
  const [isAsked, setAsked] = useState(false);
  const areOn = useAlerts();
  return (
    <>
      <DropMenu
        label={`${alias}: your menu`}
        triggerClass={`${buttonStyle({ look: 'quiet' })} -mr-3 min-w-0 shrink! px-3!`}
        trigger={
          <>
            <span title={alias} className="max-w-20 min-w-0 truncate text-ink sm:max-w-48">
              <bdi translate="no">{alias}</bdi>
            </span>
            <ChevronDown aria-hidden />
          </>
        }
        about={
          <p className="max-w-64 px-3 pt-2 pb-3 text-sm text-soft">
            You play as{' '}
            <bdi translate="no" className="font-bold text-ink">
              {alias}
            </bdi>
            . Signing out frees the alias.
          </p>
        }
      >
        <MenuItem role="menuitemcheckbox" aria-checked={areOn} onClick={() => switchAlerts(!areOn)}>
          {areOn ? <Bell aria-hidden /> : <BellOff aria-hidden />}
          <span>{areOn ? 'Sounds are on' : 'Sounds are off'}</span>
        </MenuItem>
        <MenuItem onClick={() => setAsked(true)}>
          <LogOut aria-hidden />
          <span>Sign out</span>
        </MenuItem>
      </DropMenu>
      {isAsked && <SignOutQuestion onStay={() => setAsked(false)} />}
    </>
  );
}
