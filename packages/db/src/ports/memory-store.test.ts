import { standsAt } from '@tic-tac-toe/domain/kit/testing';
import { memoryStore } from '@tic-tac-toe/domain/kit';
import { storeSuite } from '../testing/store-suite.ts';

storeSuite('the memory store', () => {
  const { store, reader, log, forget } = memoryStore();
  return {
    store,
    reader,
    log,
    forgetLog: async (topic) => forget(topic, await standsAt(store)),
    close: () => {},
  };
});
