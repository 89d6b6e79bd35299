import { useState, type FormEvent } from 'react';
import { useAction } from '../api/useAction';
import { ProblemAlert, Status } from '../ui/feedback/Alert';
import { Button } from '../ui/input/Button';
import { TextField } from '../ui/input/Field';
import { PasswordField } from '../session/PasswordField';
import { ChangePassword, begin } from '../session/documents';

export function PasswordForm() {
  const { run, busy, problem } = useAction(ChangePassword);
  const [done, setDone] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    setDone(false);
    const success = await run({
      input: {
        currentPassword: String(given.get('currentPassword')),
        newPassword: String(given.get('newPassword')),
      },
    });
    if (!success) return;
    begin(success.session);
    form.reset();
    setDone(true);
  };
  return (
    <form className="card stack" onSubmit={(event) => void submit(event)}>
      <h2>Change the password</h2>
      <ProblemAlert problem={problem} shown={['currentPassword', 'newPassword']} submits />
      <Status>{done && 'Your password was changed. All other sessions were logged out.'}</Status>
      <TextField
        label="Current password"
        name="currentPassword"
        type="password"
        autoComplete="current-password"
        required
        error={problem?.fields.get('currentPassword')}
      />
      <PasswordField
        label="New password"
        name="newPassword"
        error={problem?.fields.get('newPassword')}
      />
      <Button type="submit" busy={busy}>
        Change the password
      </Button>
    </form>
  );
}
