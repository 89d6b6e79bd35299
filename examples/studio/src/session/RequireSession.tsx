import { Navigate, Outlet, useLocation } from 'react-router';
import { useSession } from './session';

/** Requires a session. Redirects to the login, which returns to the page afterwards. */
export function RequireSession({ admin = false }: { readonly admin?: boolean }) {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (session === null) {
    return <Navigate to={`/login?${new URLSearchParams({ next: pathname + search })}`} replace />;
  }
  if (admin && !session.admin) return <Navigate to="/dashboard" replace />;
  return <Outlet />;
}
