import Bell from 'lucide-react/icons/bell';
import Check from 'lucide-react/icons/check';
import ChevronDown from 'lucide-react/icons/chevron-down';
import LogOut from 'lucide-react/icons/log-out';
import Smartphone from 'lucide-react/icons/smartphone';
import { lazy, Suspense, useState } from 'react';
import { buttonStyle } from '../../ui/button.tsx';
import { DropMenu, MenuItem } from '../../ui/menu.tsx';
import { switchAlerts, useAlerts } from '../alerts/alerts.ts';
import { useMe } from './me.ts';
import { t } from '../../languages/t.ts';
import { tx } from '../../languages/tx.tsx';

const LinkDialog = lazy(() => import('../devices/link-dialog.tsx'));
const SignOutQuestion = lazy(() => import('./sign-out-question.tsx'));

/** Who I am, and the way out. */
export function PlayerMenu() {
  const { alias } = useMe();
  const [isAsked, setAsked] = useState(false);
  const [isLinking, setLinking] = useState(false);
  const areOn = useAlerts();
  return (
    <>
      <DropMenu
        label={t('{name}: your menu', { name: alias })}
        triggerClass={`${buttonStyle({ look: 'quiet' })} -me-3 min-w-0 shrink! px-3! max-xs:px-2! @max-[11rem]:px-1!`}
        trigger={
          <>
            <bdi
              title={alias}
              translate="no"
              className={`line-clamp-2 wrap-anywhere max-w-20 xs:max-w-32 min-w-0 text-ink text-start leading-[1.1] sm:max-w-48 ${alias.length > 8 ? 'text-[0.6875rem] xs:text-[0.8125rem] sm:text-[0.9375rem]' : ''}`}
            >
              {alias}
            </bdi>
            {/* On the smallest phones, the name has its room. */}
            <ChevronDown aria-hidden className="max-xs:hidden" />
          </>
        }
        about={
          <p className="max-w-64 px-3 pt-2 pb-3 text-sm text-soft">
            {tx('You play as {name}. Signing out frees the alias.', {
              name: (
                <bdi translate="no" className="font-bold text-ink">
                  {alias}
                </bdi>
              ),
            })}
          </p>
        }
      >
        <MenuItem role="menuitemcheckbox" aria-checked={areOn} onClick={() => switchAlerts(!areOn)}>
          <Bell aria-hidden />
          <span className="flex-1">{t('Sounds')}</span>
          {areOn && <Check aria-hidden />}
        </MenuItem>
        <MenuItem onClick={() => setLinking(true)}>
          <Smartphone aria-hidden />
          <span>{t('Play on another device')}</span>
        </MenuItem>
        <MenuItem onClick={() => setAsked(true)}>
          <LogOut aria-hidden />
          <span>{t('Sign out')}</span>
        </MenuItem>
      </DropMenu>
      {isLinking && (
        <Suspense fallback={null}>
          <LinkDialog onClose={() => setLinking(false)} />
        </Suspense>
      )}
      {isAsked && (
        <Suspense fallback={null}>
          <SignOutQuestion onStay={() => setAsked(false)} />
        </Suspense>
      )}
    </>
  );
}
