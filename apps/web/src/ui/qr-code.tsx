import encodeQR from 'qr';

/** The margin that the standard asks for, in modules. */
const QUIET = 4;

/** A text for the camera of a phone, dark on light in either theme: not all cameras read it the other way round. */
export default function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const rows = encodeQR(text, 'raw', { border: QUIET });
  const path = rows
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      shapeRendering="crispEdges"
      className="size-full rounded-2xl border border-line"
    >
      <rect width={rows.length} height={rows.length} fill="#fff" />
      <path d={path} fill="#14182b" />
    </svg>
  );
}
