import type { FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { useAction } from '../../api/useAction';
import { ProblemAlert } from '../../ui/feedback/Alert';
import { Button } from '../../ui/input/Button';
import { TextField } from '../../ui/input/Field';
import { Page } from '../../ui/Page';
import { PasswordField } from '../PasswordField';
import { AcceptInvite, begin } from '../documents';
import { useLinkToken } from './useLinkToken';

/** Page of the link of an invitation. */
export function InvitePage() {
  const { run, busy, problem } = useAction(AcceptInvite);
  const token = useLinkToken();
  const navigate = useNavigate();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const success = await run({
      input: { token, name: String(given.get('name')), password: String(given.get('password')) },
    });
    if (!success) return;
    begin(success.session);
    await navigate('/dashboard', { replace: true });
  };

  return (
    <div className="narrow">
      <Page title="Accept the invitation" lead="Choose a name and a password for your account." />
      <form className="card stack" onSubmit={(event) => void submit(event)}>
        <ProblemAlert problem={problem} shown={['name', 'password']} submits />
        <TextField
          label="Name"
          name="name"
          autoComplete="name"
          maxLength={80}
          required
          hint="Shown to readers."
          error={problem?.fields.get('name')}
        />
        <PasswordField label="Password" name="password" error={problem?.fields.get('password')} />
        <Button look="primary" type="submit" busy={busy}>
          Create the account
        </Button>
      </form>
    </div>
  );
}
