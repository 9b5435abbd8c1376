/** The contract as data: compared with what it was, and told to those who do not speak TypeScript. */
export { changes } from './changes.ts';
export { compare, type Difference } from './compare.ts';
export { type Description } from './describe.ts';
export { read, write } from './file.ts';
export { describeProduct, documents } from './product.ts';
