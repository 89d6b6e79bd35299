import { useLocation } from 'react-router';

/** Token of a mailed link. It is in the fragment, which browsers don't send to servers. */
export function useLinkToken(): string {
  return new URLSearchParams(useLocation().hash.slice(1)).get('token') ?? '';
}
