import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';

const PATHS = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

export const WITHOUT_FIREFOX =
  'Firefox is not installed: the page is not tried in it (Debian: apt-get install firefox-esr).';

const find = () => process.env['FIREFOX_PATH'] ?? PATHS.find((path) => existsSync(path));

/** Where Firefox is. Where CI runs, it is installed by the system's package manager; it is large, and elsewhere somebody's choice. */
export function findFirefox(): string | undefined {
  const mayInstall =
    userInfo().uid === 0 && process.env['CI'] !== undefined && existsSync('/usr/bin/apt-get');
  if (find() !== undefined || !mayInstall) return find();
  const apt = (...args: readonly string[]) =>
    execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', '-qq', ...args], { stdio: 'ignore' });
  try {
    apt('update');
    apt('install', '--yes', '--no-install-recommends', 'firefox-esr');
  } catch {
    // No network, or not Debian's archive.
  }
  return find();
}
