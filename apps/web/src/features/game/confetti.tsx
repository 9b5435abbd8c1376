import { useEffect, useRef, useState } from 'react';

/** Each is a layer of its own, and takes part in every frame: on a phone, a press would wait for seventy of them. */
const count = () => Math.round(Math.min(70, Math.max(24, innerWidth / 16)));
const COLOURS = ['bg-x', 'bg-o', 'bg-marker'];
const SHORTEST_MS = 1_500;
const LONGEST_MS = 2_800;
const LATEST_MS = 500;

const between = (least: number, most: number): number => least + Math.random() * (most - least);

/** For all of them: one that ended by itself would have the page draw a frame, which a press waits for. */
const WHOLE_MS = LATEST_MS + LONGEST_MS;

/** From above the screen to below it, turning, and a little to one side. */
function fall(piece: Element): Animation {
  const from = between(0, 100);
  const above = `translate(${from}vw, -5vh) rotate(0)`;
  const below = `translate(${from + between(-12, 12)}vw, 105vh) rotate(${between(-2, 2)}turn)`;
  const begins = between(0, LATEST_MS);
  const ends = begins + between(SHORTEST_MS, LONGEST_MS);
  return piece.animate(
    [
      { transform: above, offset: 0 },
      { transform: above, offset: begins / WHOLE_MS, easing: 'cubic-bezier(0.25, 0.4, 0.6, 1)' },
      { transform: below, offset: ends / WHOLE_MS },
      { transform: below, offset: 1 },
    ],
    { duration: WHOLE_MS, fill: 'both' },
  );
}

/** Snippets in the colours of the pens. They fall behind the board and the players, and no tap meets them. */
export default function Confetti() {
  const snippets = useRef<HTMLDivElement>(null);
  const [isOver, setOver] = useState(false);
  const [pieces] = useState(count);

  useEffect(() => {
    const falling = [...(snippets.current?.children ?? [])].map(fall);
    let isShown = true;
    // Every piece is styled anew in each frame, and a press waits for its frame: who presses something has seen enough.
    const hide = () => snippets.current?.setAttribute('hidden', '');
    addEventListener('pointerdown', hide, true);
    void Promise.allSettled(falling.map(({ finished }) => finished)).then(() => isShown && setOver(true));
    return () => {
      isShown = false;
      removeEventListener('pointerdown', hide, true);
      for (const each of falling) each.cancel();
    };
  }, []);

  if (isOver) return null;
  return (
    <div
      ref={snippets}
      aria-hidden
      data-confetti
      className="pointer-events-none fixed inset-0 -z-10 overflow-hidden"
    >
      {Array.from({ length: pieces }, (_, index) => (
        <i
          key={index}
          className={`absolute top-0 left-0 h-3.5 w-2 rounded-[2px] ${COLOURS[index % COLOURS.length]}`}
        />
      ))}
    </div>
  );
}
