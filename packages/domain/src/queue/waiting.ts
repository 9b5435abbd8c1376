import { z } from 'zod';
import { RulesName } from '../games/rules/rules.ts';
import { UserId } from '../users/ids.ts';

export const Waiting = z.object({ player: UserId, rules: RulesName });
