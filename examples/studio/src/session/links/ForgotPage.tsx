import { useState, type FormEvent } from 'react';
import { Link } from 'react-router';
import { useAction } from '../../api/useAction';
import { ProblemAlert, Status } from '../../ui/feedback/Alert';
import { Button } from '../../ui/input/Button';
import { TextField } from '../../ui/input/Field';
import { Page } from '../../ui/Page';
import { RequestPasswordReset } from '../documents';

export function ForgotPage() {
  const { run, busy, problem } = useAction(RequestPasswordReset);
  const [message, setMessage] = useState('');

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setMessage('');
    const given = new FormData(event.currentTarget);
    const success = await run({ input: { email: String(given.get('email')) } });
    setMessage(success?.message ?? '');
  };

  return (
    <div className="narrow">
      <Page title="Forgot your password?" lead="Get a link by mail that sets a new one." />
      <Status>{message}</Status>
      <form className="card stack" onSubmit={(event) => void submit(event)}>
        <ProblemAlert problem={problem} shown={['email']} submits />
        <TextField
          label="E-mail"
          name="email"
          type="email"
          autoComplete="email"
          maxLength={254}
          required
          error={problem?.fields.get('email')}
        />
        <Button look="primary" type="submit" busy={busy}>
          Send the link
        </Button>
      </form>
      <p className="soft">
        Remembered it? <Link to="/login">Log in</Link>
      </p>
    </div>
  );
}
