/**
 * Milliseconds since the Unix epoch, by this computer's clock as it was when the page, or the program, began. From
 * then on it goes evenly, whatever is done to the clock: for how long something takes, not for what time it is.
 * While the computer sleeps it stands still on some systems.
 */
export const steadyNow = (): number => performance.timeOrigin + performance.now();
