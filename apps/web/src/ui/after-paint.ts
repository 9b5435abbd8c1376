/**
 * Runs work once everything that was drawn before it can be seen, so that it holds up nothing that a finger waits for. A
 * hidden page paints nothing: there the work runs at once.
 */
export function afterPaint(work: () => void): void {
  if (document.hidden) work();
  else requestAnimationFrame(() => setTimeout(work));
}
