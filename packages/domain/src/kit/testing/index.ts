/** Everything that modules and stores are tested with. */
export { answeringLater } from './answering-later.ts';
export { arbitraryOf, commandsOf, messageOf, type Own, type Said } from './arbitraries.ts';
export { feed } from './feed.ts';
export { countingIds, harness, type Harness, type HarnessOptions } from './harness.ts';
export { anyId, like, matches } from './matchers.ts';
export { after, as, refused, specify, type Specification } from './specification.ts';
export { standsAt } from './stands-at.ts';
export { settle, virtualClock, type VirtualClock } from './virtual-clock.ts';
