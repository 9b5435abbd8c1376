/** Horizontal bars as SVG, legible on light and dark pages. */

const WIDTH = 760;
const LABEL = 220;
const BAR = 22;
const TITLE = 34;

const show = (value) =>
  value >= 100 ? Math.round(value).toLocaleString('en').replaceAll(',', '\u202f') : value.toFixed(1);

/** @param {{ title: string, bars: { label: string, value: number, isOurs: boolean }[] }[]} panels */
export function chart(panels) {
  let y = 0;
  const drawn = panels.map(({ title, bars }) => {
    const most = Math.max(...bars.map(({ value }) => value));
    const rows = bars.map(({ label, value, isOurs }, index) => {
      const top = y + TITLE + index * BAR;
      const width = Math.max(1, ((WIDTH - LABEL - 80) * value) / most);
      return `<text x="${LABEL - 8}" y="${top + 13}" text-anchor="end"${isOurs ? ' font-weight="bold"' : ''}>${label}</text>
  <rect x="${LABEL}" y="${top}" width="${width.toFixed(1)}" height="${BAR - 5}" rx="2" class="${isOurs ? 'ours' : 'peer'}"/>
  <text x="${(LABEL + width + 6).toFixed(1)}" y="${top + 13}">${show(value)}</text>`;
    });
    const panel = `<text x="0" y="${y + 20}" class="title">${title}</text>\n  ${rows.join('\n  ')}`;
    y += TITLE + bars.length * BAR + 12;
    return panel;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" role="img" aria-label="This product beside its peers">
  <style>
    text { font: 13px system-ui, sans-serif; fill: #57606a; }
    .title { font-weight: 600; }
    .ours { fill: #d9485f; }
    .peer { fill: #8c959f; }
    @media (prefers-color-scheme: dark) { text { fill: #b1bac4; } }
  </style>
  ${drawn.join('\n  ')}
</svg>
`;
}
