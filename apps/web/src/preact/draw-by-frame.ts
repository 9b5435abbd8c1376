import { options } from 'preact';

/** Longer than a frame of a slow phone takes. A hidden page has none, and its title still says whose turn it is. */
const AT_THE_LATEST_MS = 100;

/*
 * What changes within a frame is drawn once, before it is painted: the three events of a move come in three messages, and each
 * would draw the whole table else.
 */
options.debounceRendering = (draw) => {
  const now = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    draw();
  };
  const frame = requestAnimationFrame(now);
  const timer = setTimeout(now, AT_THE_LATEST_MS);
};
