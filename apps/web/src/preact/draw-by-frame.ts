import { options } from 'preact';

/** Longer than a frame of a slow phone takes: a page that is hidden meanwhile has none. */
const AT_THE_LATEST_MS = 100;

/** What a press consists of: of each, the browser measures the time to the next paint. */
const PRESSES = ['pointerdown', 'pointerup', 'click', 'keydown', 'keyup'];

/** Presses that no frame has answered yet. */
let unanswered = 0;

for (const type of PRESSES)
  addEventListener(
    type,
    () => {
      unanswered += 1;
      requestAnimationFrame(() => setTimeout(() => (unanswered -= 1)));
    },
    { capture: true, passive: true },
  );

/*
 * What changes within a frame is drawn once, before it is painted: the three events of a move come in three messages, and each
 * would draw the whole table else. The frame that answers a press is left to what styles say of it, and to what was drawn at once
 * by `flushSync`: on a slow phone, to draw and lay out what follows from it takes longer than a finger waits for.
 */
options.debounceRendering = (draw) => {
  // Nobody sees it, and its title says at once whose turn it is: timers of hidden pages are held back.
  if (document.hidden) return queueMicrotask(draw);
  const now = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    draw();
  };
  const frame = requestAnimationFrame(() => {
    if (unanswered === 0) return now();
    clearTimeout(timer);
    timer = setTimeout(now);
  });
  let timer = setTimeout(now, AT_THE_LATEST_MS);
};
