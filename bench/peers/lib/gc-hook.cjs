// oxlint-disable typescript/no-unsafe-assignment, typescript/no-unsafe-call -- a collector has no type
// Preloaded into servers: SIGWINCH makes them collect garbage, so that RSS can be
// compared. (Servers without this hook ignore that signal; Colyseus, for one, ends on SIGUSR2.)
const v8 = require('node:v8');
const vm = require('node:vm');

v8.setFlagsFromString('--expose-gc');
const gc = vm.runInNewContext('gc');
process.on('SIGWINCH', () => {
  gc();
  gc();
});
