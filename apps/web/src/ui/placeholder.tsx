/** Something is on its way: a grey shape in its place, and a word for those who cannot see it. */
export function Placeholder({ label, className }: { readonly label: string; readonly className: string }) {
  return (
    <div role="status" className={`breathing rounded-2xl bg-line ${className}`}>
      <span className="sr-only">{label}</span>
    </div>
  );
}
