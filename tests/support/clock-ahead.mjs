/* For `node --import`: the wall clock of this process is so many milliseconds ahead of the machine's. */
const { now } = Date;
const ahead = Number(process.env.CLOCK_AHEAD_MS);
Date.now = () => now() + ahead;
