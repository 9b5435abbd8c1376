import { useEffect, useState } from 'react';

const SAID_FOR_MS = 2_500;

export const canShare = (): boolean => 'share' in navigator;

/** Opens the share sheet, on which they may think better of it. @returns whether there was one: a browser may have it and refuse it */
export async function openShareSheet(data: Required<Pick<ShareData, 'text' | 'url'>>): Promise<boolean> {
  try {
    await navigator.share({ title: 'tic-tac-toe', ...data });
    return true;
  } catch (error) {
    // They have. A sheet that stands open already is there, too.
    return error instanceof DOMException && ['AbortError', 'InvalidStateError'].includes(error.name);
  }
}

/** Copies a text, and says so for a while. Only secure pages have a clipboard: `copy` answers whether it was done. */
export function useCopied() {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async (text: string): Promise<boolean> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      return true;
    } catch {
      return false;
    }
  };
  return { isCopied, copy };
}
