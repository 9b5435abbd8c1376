import { useEffect, useRef, useState } from 'react';

/** Each takes part in every frame, and a press waits for its frame. */
const PIECES = 16;
const COLOURS = ['bg-x', 'bg-o', 'bg-marker'];

/** For all of them: each end has the page draw a frame. It is over before anybody has read the result and pressed what is next. */
const WHOLE_MS = 700;

const between = (least: number, most: number): number => least + Math.random() * (most - least);

/** Out of the middle of the board, turning, up and then down, and away within its edges. Lengths are hundredths of its width. */
function fly(piece: Element): Animation {
  const [angle, distance, turns] = [between(0, 2 * Math.PI), between(10, 38), between(-1, 1)];
  const x = distance * Math.cos(angle);
  const y = distance * Math.sin(angle) - 8;
  // Of the same functions in the same order: others are not interpolated, and the browser would jump.
  const at = (right: number, down: number, turned: number, size: number): string =>
    `translate(${right}cqw, ${down}cqw) rotate(${turned}turn) scale(${size})`;
  return piece.animate(
    [
      { transform: at(0, 0, 0, 0) },
      { transform: at(0, 0, 0, 0), offset: between(0, 0.15), easing: 'cubic-bezier(0.1, 0.6, 0.4, 1)' },
      { transform: at(x, y, turns, 1), offset: 0.5, easing: 'cubic-bezier(0.5, 0, 0.8, 0.6)' },
      { transform: at(x * 1.15, y + 18, 2 * turns, 0) },
    ],
    { duration: WHOLE_MS, fill: 'both' },
  );
}

/**
 * Snippets in the colours of the pens, over the board and no further: without a graphics card a browser draws all that lies
 * under and between them anew, in each frame. No tap meets them.
 */
export function Confetti() {
  const snippets = useRef<HTMLDivElement>(null);
  const [isOver, setOver] = useState(false);

  useEffect(() => {
    const flying = [...(snippets.current?.children ?? [])].map(fly);
    let isShown = true;
    void Promise.allSettled(flying.map(({ finished }) => finished)).then(() => isShown && setOver(true));
    return () => {
      isShown = false;
      for (const each of flying) each.cancel();
    };
  }, []);

  if (isOver) return null;
  return (
    <div ref={snippets} aria-hidden data-confetti className="pointer-events-none absolute inset-0 @container">
      {Array.from({ length: PIECES }, (_, index) => (
        <i
          key={index}
          className={`absolute top-1/2 left-1/2 h-[4cqw] w-[2.25cqw] rounded-[0.5cqw] ${COLOURS[index % COLOURS.length]}`}
        />
      ))}
    </div>
  );
}
