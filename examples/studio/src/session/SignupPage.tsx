import type { FormEvent } from 'react';
import { Link, Navigate, useSearchParams } from 'react-router';
import { useAction } from '../api/useAction';
import { ProblemAlert } from '../ui/feedback/Alert';
import { Button } from '../ui/input/Button';
import { TextField } from '../ui/input/Field';
import { Page } from '../ui/Page';
import { PasswordField } from './PasswordField';
import { Signup, begin } from './documents';
import { useSession } from './session';
import { useNext } from './useNext';

const FIELDS = ['name', 'email', 'password'];

export function SignupPage() {
  const { run, busy, problem } = useAction(Signup);
  const [search] = useSearchParams();
  const next = useNext();
  if (useSession()) return <Navigate to={next} replace />;

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const success = await run({
      input: {
        name: String(given.get('name')),
        email: String(given.get('email')),
        password: String(given.get('password')),
      },
    });
    if (success) begin(success.session);
  };

  return (
    <div className="narrow">
      <Page
        title="Sign up"
        lead="Create an author account. An admin reviews posts before they are published."
      />
      <form className="card stack" onSubmit={(event) => void submit(event)}>
        <ProblemAlert problem={problem} shown={FIELDS} submits />
        <TextField
          label="Name"
          name="name"
          autoComplete="name"
          maxLength={80}
          required
          hint="Shown to readers."
          error={problem?.fields.get('name')}
        />
        <TextField
          label="E-mail"
          name="email"
          type="email"
          autoComplete="email"
          maxLength={254}
          required
          error={problem?.fields.get('email')}
        />
        <PasswordField label="Password" name="password" error={problem?.fields.get('password')} />
        <Button look="primary" type="submit" busy={busy}>
          Sign up
        </Button>
      </form>
      <p className="soft">
        Already have an account? <Link to={`/login?${search}`}>Log in</Link>
      </p>
    </div>
  );
}
