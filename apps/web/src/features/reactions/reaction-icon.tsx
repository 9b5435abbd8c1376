import type { Reaction } from '@tic-tac-toe/domain/contracts';
import Heart from 'lucide-react/icons/heart';
import Laugh from 'lucide-react/icons/laugh';
import ThumbsUp from 'lucide-react/icons/thumbs-up';
import type { ReactNode } from 'react';

/** Drawn as the other icons are, for what they do not have. */
const Drawn = ({ children }: { readonly children: ReactNode }) => (
  <svg
    aria-hidden
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="2"
    strokeLinecap="round"
    strokeLinejoin="round"
  >
    {children}
  </svg>
);

const icons: Readonly<Record<Reaction, ReactNode>> = {
  THUMBS_UP: <ThumbsUp aria-hidden />,
  APPLAUSE: (
    <Drawn>
      <path d="M12.5 8.5 9.2 5.2a1.4 1.4 0 0 0-2 2l3.3 3.3M10.5 10.5 6 6.9a1.4 1.4 0 0 0-2 2l4.3 4.2M8.4 12.6l-2.7-2.3a1.4 1.4 0 0 0-1.9 2l6 6.4c3 3.2 7.3 3.3 10.1.5s2.9-6.2.700-9.3l-2.5-4a1.4 1.4 0 0 0-2.5 1.3l1.3 2.9L11 5.1a1.4 1.4 0 0 0-2 0" />
      <path d="M13 1.5v1.5M17.5 2.2l-.700 1.4M21 4.8l-1.2.9" />
    </Drawn>
  ),
  LAUGH: <Laugh aria-hidden />,
  SURPRISE: (
    <Drawn>
      <circle cx="12" cy="12" r="10" />
      <circle cx="12" cy="16" r="2" />
      <path d="M8.5 9.5h.01M15.5 9.5h.01M6.8 6.6 9 5.8M17.2 6.6 15 5.8" />
    </Drawn>
  ),
  THINKING: (
    <Drawn>
      <circle cx="12" cy="12" r="10" />
      <path d="M8.5 10.5h.01M15.5 10.5h.01M6.8 7.8 9.5 7.5M14 6.8c1-.9 2.2-.9 3.2-.2M9 16.2l5-1.4" />
    </Drawn>
  ),
  HEART: <Heart aria-hidden />,
};

/** Nothing for one that only a newer server knows. */
export const ReactionIcon = ({ reaction }: { readonly reaction: Reaction }) => icons[reaction];
