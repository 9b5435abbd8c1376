import { useEffect, useState } from 'react';

let latest = '';

function read(): string {
  const secret = window.location.hash.slice(1);
  if (secret !== '') latest = secret;
  return latest;
}

/**
 * What stands behind the `#` of the address. It is taken off there, so that no history keeps it; a page that is drawn anew
 * still knows it.
 */
export function useSecret(): string {
  const [secret] = useState(read);
  useEffect(() => {
    if (window.location.hash !== '') history.replaceState(history.state, '', window.location.pathname);
  }, []);
  return secret;
}
