/** Where a database is, as operators are told: without the password. */
export interface Address {
  readonly user: string;
  /** As `db.example.org:5432`. */
  readonly place: string;
  readonly database: string;
}

/** @param url as `postgres://user:password@host:5432/database`; a socket's folder is `?host=/folder` */
export function addressOf(url: string): Address {
  const { username, host, pathname, searchParams } = new URL(url);
  return {
    user: decodeURIComponent(username),
    place: searchParams.get('host') ?? (host.includes(':') ? host : `${host}:5432`),
    database: decodeURIComponent(pathname.slice(1)),
  };
}
