import type { FormEvent } from 'react';
import { Link, useNavigate } from 'react-router';
import { useAction } from '../../api/useAction';
import { ProblemAlert } from '../../ui/feedback/Alert';
import { Button } from '../../ui/input/Button';
import { Page } from '../../ui/Page';
import { PasswordField } from '../PasswordField';
import { ResetPassword, begin } from '../documents';
import { useLinkToken } from './useLinkToken';

/** Page of the link that `requestPasswordReset` mails. */
export function ResetPage() {
  const { run, busy, problem } = useAction(ResetPassword);
  const token = useLinkToken();
  const navigate = useNavigate();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const success = await run({ input: { token, newPassword: String(given.get('newPassword')) } });
    if (!success) return;
    begin(success.session);
    await navigate('/dashboard', { replace: true });
  };

  return (
    <div className="narrow">
      <Page title="Choose a new password" lead="It signs you out on all other devices." />
      <form className="card stack" onSubmit={(event) => void submit(event)}>
        <ProblemAlert problem={problem} shown={['newPassword']} submits />
        <PasswordField
          label="New password"
          name="newPassword"
          error={problem?.fields.get('newPassword')}
        />
        <Button look="primary" type="submit" busy={busy}>
          Set the password
        </Button>
      </form>
      <p className="soft">
        Does the link not work? <Link to="/forgot">Request a new one</Link>
      </p>
    </div>
  );
}
