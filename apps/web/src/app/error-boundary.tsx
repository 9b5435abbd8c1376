import { Component, type ReactNode } from 'react';

interface Props {
  /** What stands in place of what broke. */
  readonly instead: (error: unknown, reset: () => void) => ReactNode;
  readonly children: ReactNode;
}

interface State {
  readonly broken: { readonly error: unknown } | null;
}

/** Something broke while it was drawn: the rest of the page stands. Only classes can catch that. */
export class ErrorBoundary extends Component<Props, State> {
  override readonly state: State = { broken: null };

  static getDerivedStateFromError(error: unknown): State {
    return { broken: { error } };
  }

  override render(): ReactNode {
    const { broken } = this.state;
    return broken
      ? this.props.instead(broken.error, () => this.setState({ broken: null }))
      : this.props.children;
  }
}
