import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { client, queryClient } from '../api/client.ts';
import { trpc } from '../api/trpc.ts';

export function Providers({ children }: { readonly children: ReactNode }) {
  return (
    <trpc.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </trpc.Provider>
  );
}
