/** Pictures that are kept: each is some 30 kB. */
const MAX_KEPT = 200;

/** Pictures that wait to be drawn. Each takes a thread for 50 ms, and there are few. */
const MAX_WAITING = 20;

export interface Renderer {
  /** Draws an SVG as PNG, one at a time. @returns null where too many are asked for */
  render(svg: string): Promise<Buffer> | null;
}

/** Draws each picture once, for as long as it is among the latest. What is asked for together is drawn once. */
export function createRenderer(): Renderer {
  const kept = new Map<string, Promise<Buffer>>();
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  async function draw(svg: string, before: Promise<unknown>): Promise<Buffer> {
    try {
      await before;
      // Loaded by the first: where it is not made for a machine, only pictures are missing.
      const { renderAsync } = await import('@resvg/resvg-js');
      // No letters, no fonts: the system's are not even looked for.
      return (await renderAsync(svg, { font: { loadSystemFonts: false } })).asPng();
    } finally {
      waiting -= 1;
    }
  }

  function begin(svg: string): Promise<Buffer> | null {
    if (waiting >= MAX_WAITING) return null;
    waiting += 1;
    const drawn = draw(svg, last);
    last = drawn.catch(() => {});
    // Tried again by whoever asks next.
    drawn.catch(() => kept.delete(svg));
    return drawn;
  }

  return {
    render(svg) {
      const drawn = kept.get(svg) ?? begin(svg);
      if (!drawn) return null;
      kept.delete(svg);
      kept.set(svg, drawn);
      const [oldest] = kept.keys();
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
      return drawn;
    },
  };
}
