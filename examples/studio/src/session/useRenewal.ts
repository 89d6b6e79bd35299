import { useEffect } from 'react';
import { useAction } from '../api/useAction';
import { RenewSession, begin } from './documents';
import { LONGEST_TIMER, useSession } from './session';

/** Time before the expiry of the token at which it is renewed, in milliseconds. */
const AHEAD = 15 * 60_000;
/** Minimum time between two renewals, for short-lived tokens. */
const PAUSE = 60_000;

/** Renew the session while the page is open. */
export function useRenewal(): void {
  const expiresAt = useSession()?.expiresAt;
  const { run } = useAction(RenewSession);
  useEffect(() => {
    if (expiresAt === undefined) return;
    const left = Date.parse(expiresAt) - Date.now() - AHEAD;
    const timer = setTimeout(
      () => void run({}).then((done) => done && begin(done.session)),
      Math.min(Math.max(left, PAUSE), LONGEST_TIMER),
    );
    return () => clearTimeout(timer);
  }, [expiresAt, run]);
}
