import { useSearchParams } from 'react-router';

/** Where to go after signing in: back to where somebody was sent here from, or to the dashboard. */
export function useNext(): string {
  const [search] = useSearchParams();
  const next = search.get('next') ?? '';
  // A path of this site, and nothing that a browser takes for another one's address.
  return /^\/(?![/\\])/.test(next) ? next : '/dashboard';
}
