import { NavLink, Outlet, ScrollRestoration, useLocation } from 'react-router';
import { WaitingCount } from './review/WaitingCount';
import { useSession } from './session/session';
import { useLogOut } from './session/useLogOut';
import { useRenewal } from './session/useRenewal';
import { Button, LinkButton } from './ui/input/Button';
import { Messages } from './ui/feedback/Messages';
import styles from './Layout.module.css';
import buttonStyles from './ui/input/Button.module.css';

/** Layout of all pages: skip link, navigation, content, footer. */
export function Layout() {
  const session = useSession();
  useRenewal();
  const { pathname } = useLocation();
  const logOut = useLogOut();
  return (
    <>
      <a className={styles.skip} href="#content">
        Skip to content
      </a>
      <header className={styles.head}>
        <div className={styles.bar}>
          <NavLink className={styles.brand ?? ''} to="/" end>
            <img src="/icon.svg" alt="" width="26" height="26" /> AI Blog CMS
          </NavLink>
          <nav aria-label="Main" className={styles.nav}>
            <NavLink to="/" end>
              Read
            </NavLink>
            {session && <NavLink to="/dashboard">Dashboard</NavLink>}
            {session?.admin && (
              <NavLink to="/review">
                Review
                <WaitingCount />
              </NavLink>
            )}
            {session?.admin && <NavLink to="/people">People</NavLink>}
            {session && <NavLink to="/account">Account</NavLink>}
          </nav>
          <div className="row">
            {session ? (
              <Button look="quiet" onClick={() => void logOut()}>
                Log out
              </Button>
            ) : (
              <NavLink className={`${buttonStyles.button} ${buttonStyles.quiet}`} to="/login">
                Log in
              </NavLink>
            )}
            {session && !pathname.startsWith('/write') && (
              <LinkButton look="primary" to="/write">
                Write
              </LinkButton>
            )}
            {!session && (
              <LinkButton look="primary" to="/signup">
                Sign up
              </LinkButton>
            )}
          </div>
        </div>
      </header>
      <main className={styles.main} id="content" tabIndex={-1}>
        <Outlet />
      </main>
      <footer className={styles.foot}>
        <p>
          An example of the AI Blog CMS API: React and Apollo Client on{' '}
          <a href="/graphql">GraphQL</a>.
        </p>
      </footer>
      <Messages />
      <ScrollRestoration />
    </>
  );
}
