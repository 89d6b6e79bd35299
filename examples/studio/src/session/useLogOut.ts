import { useCallback } from 'react';
import { useNavigate } from 'react-router';
import { signOut } from './session';

/** Log out on purpose. Leaves the page first: pages that require a session would ask for a login. */
export function useLogOut(): () => Promise<void> {
  const navigate = useNavigate();
  return useCallback(async () => {
    await navigate('/', { flushSync: true });
    signOut();
  }, [navigate]);
}
