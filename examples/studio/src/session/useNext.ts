import { useSearchParams } from 'react-router';

/** Path to open after signing in: the page that required the login, or the dashboard. */
export function useNext(): string {
  const [search] = useSearchParams();
  const next = search.get('next') ?? '';
  // Only paths of this site, to prevent open redirects.
  return /^\/(?![/\\])/.test(next) ? next : '/dashboard';
}
