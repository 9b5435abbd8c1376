/**
 * `ask`, at most one at a time: whatever calls for it meanwhile is answered by one more afterwards, since the answer
 * that is on its way may be of before.
 */
export function coalesced(ask: () => Promise<unknown>): () => void {
  let isAsking = false;
  let isAskedAgain = false;

  async function askUntilNobodyDoes(): Promise<void> {
    isAsking = true;
    do {
      isAskedAgain = false;
      // Who asked shows by itself that there is no answer.
      await ask().catch(() => undefined);
    } while (isAskedAgain);
    isAsking = false;
  }

  return () => {
    isAskedAgain = true;
    if (!isAsking) void askUntilNobodyDoes();
  };
}
