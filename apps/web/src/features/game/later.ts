import { lazy } from 'react';

/*
 * What lies beside a board, in one file. It is fetched with the table, and not before it: a server that is replaced meanwhile has
 * files of other names.
 */

export const loadBeside = () => import('./beside.tsx');

export const Beside = lazy(loadBeside);
export const SeatCorner = lazy(async () => ({ default: (await loadBeside()).SeatCorner }));
export const Confetti = lazy(async () => ({ default: (await loadBeside()).Confetti }));
export const ShareLink = lazy(async () => ({ default: (await loadBeside()).ShareLink }));
