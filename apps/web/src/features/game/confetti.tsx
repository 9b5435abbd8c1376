import { useEffect, useRef, useState } from 'react';

const COUNT = 70;
const COLOURS = ['bg-x', 'bg-o', 'bg-marker'];
const SHORTEST_MS = 1_500;
const LONGEST_MS = 2_800;
const LATEST_MS = 500;

const between = (least: number, most: number): number => least + Math.random() * (most - least);

/** From above the screen to below it, turning, and a little to one side. */
function fall(piece: Element): Animation {
  const from = between(0, 100);
  const turns = between(-2, 2);
  return piece.animate(
    [
      { transform: `translate(${from}vw, -5vh) rotate(0)` },
      { transform: `translate(${from + between(-12, 12)}vw, 105vh) rotate(${turns}turn)` },
    ],
    {
      duration: between(SHORTEST_MS, LONGEST_MS),
      delay: between(0, LATEST_MS),
      easing: 'cubic-bezier(0.25, 0.4, 0.6, 1)',
      fill: 'both',
    },
  );
}

/** Snippets in the colours of the pens. They fall behind the board and the players, and no tap meets them. */
export default function Confetti() {
  const snippets = useRef<HTMLDivElement>(null);
  const [isOver, setOver] = useState(false);

  useEffect(() => {
    const falling = [...(snippets.current?.children ?? [])].map(fall);
    let isShown = true;
    void Promise.allSettled(falling.map(({ finished }) => finished)).then(() => isShown && setOver(true));
    return () => {
      isShown = false;
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
      {Array.from({ length: COUNT }, (_, index) => (
        <i
          key={index}
          className={`absolute top-0 left-0 h-3.5 w-2 rounded-[2px] ${COLOURS[index % COLOURS.length]}`}
        />
      ))}
    </div>
  );
}
