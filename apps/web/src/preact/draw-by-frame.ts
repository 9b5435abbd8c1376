import { options } from 'preact';

/** Longer than a frame of a slow phone takes: a page that is hidden meanwhile has none. */
const AT_THE_LATEST_MS = 100;

/*
 * What changes within a frame is drawn once, before it is painted: the three events of a move come in three messages, and each
 * would draw the whole table else.
 */
options.debounceRendering = (draw) => {
  // Nobody sees it, and its title says at once whose turn it is: timers of hidden pages are held back.
  if (document.hidden) return queueMicrotask(draw);
  const now = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    draw();
  };
  const frame = requestAnimationFrame(now);
  const timer = setTimeout(now, AT_THE_LATEST_MS);
};
