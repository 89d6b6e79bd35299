import type { Token } from './options.js';

/** A session of `signup`, `login` or `renewSession`. */
export interface SessionToken {
  readonly accessToken: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** Options of `withSession`. */
export interface SessionOptions {
  /** Time before the expiry from which the session is renewed, in seconds. Default: 600. */
  readonly renewBeforeSeconds?: number;
  /** Called with the renewed session, for example to store it. */
  readonly onRenew?: (session: SessionToken) => void;
}

/**
 * A token that is renewed before it expires: once, also for simultaneous requests. If that fails, the
 * current token is used, and the next request tries again.
 */
export function renewedToken(
  session: SessionToken,
  renew: (token: string) => Promise<SessionToken>,
  { renewBeforeSeconds = 600, onRenew }: SessionOptions = {},
): Token {
  let current = session;
  let renewing: Promise<void> | undefined;
  return async () => {
    const remaining = Date.parse(current.expiresAt) - Date.now();
    if (remaining > 0 && remaining <= renewBeforeSeconds * 1000) {
      renewing ??= renew(current.accessToken)
        .then(
          (renewed) => {
            current = renewed;
            onRenew?.(renewed);
          },
          () => undefined,
        )
        .finally(() => (renewing = undefined));
      await renewing;
    }
    return current.accessToken;
  };
}
