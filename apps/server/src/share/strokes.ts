/* The pens, the paper and the hand of the page, in its light theme: see `apps/web/src/styles/tokens.css`. */

export const colours = {
  paper: '#f5f7fc',
  faint: '#ebf0fa',
  sheet: '#ffffff',
  line: '#d8deed',
  edge: '#7c84a3',
  ink: '#14182b',
  x: '#cf2f1b',
  o: '#2346db',
  marker: '#ffe45c',
} as const;

/** One stroke of a pen. */
export const stroke = (d: string, colour: string, width: number, cap: 'round' | 'butt' = 'round'): string =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="${cap}" stroke-linejoin="round"/>`;

/** Moved to a place, and made as large as a side is long; what is in it is drawn in a square of 100. */
export const placed = (x: number, y: number, side: number, drawing: string): string =>
  `<g transform="translate(${x} ${y}) scale(${side / 100})">${drawing}</g>`;

const crosses = [
  'M25 27C41 42 58 58 75 74M74 25C60 42 42 59 26 76',
  'M27 25C40 43 60 59 73 76M76 28C58 41 41 57 25 73',
];
const rings = [
  'M63 23C44 13 21 27 20 50C20 67 33 80 50 80C67 80 80 67 80 50C80 34 68 21 47 20',
  'M38 23C22 31 16 49 24 64C32 79 52 85 67 76C82 66 84 46 74 32C66 21 51 17 33 26',
];

/** By hand, twice, so that neighbours are not copies of each other. */
export function mark(
  seat: 0 | 1,
  form: number,
  width = 11,
  colour: string = seat === 0 ? colours.x : colours.o,
): string {
  const forms = seat === 0 ? crosses : rings;
  const tilt = ((form * 47) % 13) - 6;
  return `<g transform="rotate(${tilt} 50 50)">${stroke(forms[form % 2] ?? '', colour, width)}</g>`;
}

/** The four lines of a board, ruled by hand, in a square of 100. */
export const rules = (colour: string, width: number): string =>
  stroke(
    'M33.3 2C33.7 30 32.8 68 33.5 98M66.8 2.3C66.3 33 67.3 63 66.5 98M2 33.5C31 33 69 34 98 33.2M2 66.5C33 67.3 65 66.2 98 66.8',
    colour,
    width,
  );
