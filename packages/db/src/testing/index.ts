/** What every store is tested with. */
export * from './drafts.ts';
export { storeSuite, type Subject } from './store-suite.ts';
