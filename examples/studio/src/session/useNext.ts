import { useSearchParams } from 'react-router';
import { useSession } from './session';

/** Path to open after signing in: the page that required the login, or the queue of admins, or the dashboard. */
export function useNext(): string {
  const [search] = useSearchParams();
  const next = search.get('next') ?? '';
  // Only paths of this site, to prevent open redirects.
  const home = useSession()?.admin ? '/review' : '/dashboard';
  return /^\/(?![/\\])/.test(next) ? next : home;
}
