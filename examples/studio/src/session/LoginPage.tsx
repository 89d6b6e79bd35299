import type { FormEvent } from 'react';
import { Link, Navigate, useSearchParams } from 'react-router';
import { useAction } from '../api/useAction';
import { Notice, ProblemAlert } from '../ui/feedback/Alert';
import { Button } from '../ui/input/Button';
import { TextField } from '../ui/input/Field';
import { Page } from '../ui/Page';
import { Login, begin } from './documents';
import { useSession } from './session';
import { useNext } from './useNext';

export function LoginPage() {
  const { run, busy, problem } = useAction(Login);
  const [search] = useSearchParams();
  const next = useNext();
  if (useSession()) return <Navigate to={next} replace />;

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const success = await run({
      input: { email: String(given.get('email')), password: String(given.get('password')) },
    });
    if (success) begin(success.session);
  };

  return (
    <div className="narrow">
      <Page title="Log in" />
      {search.has('next') && (
        <Notice tone="info">
          <p>Log in to continue. Your draft is still here.</p>
        </Notice>
      )}
      <form className="card stack" onSubmit={(event) => void submit(event)}>
        <ProblemAlert problem={problem} submits />
        <TextField label="E-mail" name="email" type="email" autoComplete="email" required />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <Button look="primary" type="submit" busy={busy}>
          Log in
        </Button>
      </form>
      <p className="soft">
        New here? <Link to={`/signup?${search}`}>Sign up</Link> ·{' '}
        <Link to="/forgot">Forgot your password?</Link>
      </p>
    </div>
  );
}
