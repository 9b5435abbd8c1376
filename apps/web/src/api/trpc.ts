import type { AppRouter } from '@tic-tac-toe/api';
import { createTRPCReact } from '@trpc/react-query';

/** The procedures, as hooks. */
export const trpc = createTRPCReact<AppRouter>();
