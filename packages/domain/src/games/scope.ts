import { scope } from '../kit/define/index.ts';

export const { name, command, query, event, state, projection } = scope('games');
