import { scope } from '../kit/scope.ts';

export const { name, command, query, event, state } = scope('users');
