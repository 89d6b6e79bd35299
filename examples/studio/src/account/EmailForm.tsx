import { useState, type FormEvent } from 'react';
import { useAction } from '../api/useAction';
import type { ProfilePartsFragment } from '../gql/graphql';
import { ProblemAlert, Status } from '../ui/feedback/Alert';
import { Button } from '../ui/input/Button';
import { TextField } from '../ui/input/Field';
import { ChangeEmail, SendVerificationEmail } from './profile';

/** The address, whether it is confirmed, and its change. */
export function EmailForm({ viewer }: { readonly viewer: ProfilePartsFragment }) {
  const { run, busy, problem } = useAction(ChangeEmail);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const input = {
      newEmail: String(given.get('newEmail')),
      password: String(given.get('password')),
    };
    if (await run({ input })) form.reset();
  };
  return (
    <section className="card stack" aria-labelledby="email">
      <h2 id="email">E-mail address</h2>
      <p>
        <bdi>{viewer.email}</bdi> {viewer.emailVerified ? 'is confirmed.' : 'is not confirmed yet.'}
      </p>
      {!viewer.emailVerified && <Verification />}
      <Status>
        {viewer.pendingEmail &&
          `Open the link that was mailed to ${viewer.pendingEmail} to change to this address.`}
      </Status>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <ProblemAlert problem={problem} shown={['newEmail', 'password']} submits />
        <TextField
          label="New address"
          name="newEmail"
          type="email"
          autoComplete="email"
          maxLength={254}
          required
          error={problem?.fields.get('newEmail')}
        />
        <TextField
          label="Your password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          error={problem?.fields.get('password')}
        />
        <Button type="submit" busy={busy}>
          Change the address
        </Button>
      </form>
    </section>
  );
}

function Verification() {
  const { run, busy, problem } = useAction(SendVerificationEmail);
  const [message, setMessage] = useState('');
  const send = async () => setMessage((await run({}))?.message ?? '');
  return (
    <>
      <ProblemAlert problem={problem} onRetry={() => void send()} />
      <Status>{message}</Status>
      <Button busy={busy} onClick={() => void send()}>
        Send a link to confirm it
      </Button>
    </>
  );
}
