import { scope } from '../kit/define/index.ts';

export const { name, query, event } = scope('lobby');
