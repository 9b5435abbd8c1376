import { Link } from 'wouter';

interface SheetLinkProps {
  readonly to: string;
  readonly children: string;
}

/** On a sheet: where there is more. */
export const SheetLink = ({ to, children }: SheetLinkProps) => (
  <Link to={to} className="inline-flex min-h-11 items-center font-semibold underline underline-offset-4">
    {children}
  </Link>
);
