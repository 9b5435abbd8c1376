import { callBack } from '../../ui/use-title.ts';
import { followStandings, isMyTurnSomewhere } from './standing.ts';

/** Whichever page is shown: its title, its icon, and the badge of an installed page say that somebody waits. */
export function showTurns(): void {
  let wasMine = false;
  const show = () => {
    const isMine = isMyTurnSomewhere();
    if (isMine === wasMine) return;
    wasMine = isMine;
    callBack(isMine);
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (icon) icon.href = icon.href.replace(/favicon[\w-]*/, isMine ? 'favicon-turn' : 'favicon');
    // Where there are badges, and the system allows them.
    if ('setAppBadge' in navigator) navigator.setAppBadge(isMine ? 1 : 0).catch(() => {});
  };
  followStandings(show);
  show();
}
