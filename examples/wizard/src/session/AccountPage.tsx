import { useState, type FormEvent } from 'react';
import { useQuery } from '@apollo/client/react';
import { useAction } from '../api/useAction';
import { graphql } from '../gql';
import { Notice, ProblemAlert } from '../ui/Alert';
import { Button } from '../ui/Button';
import { TextField } from '../ui/Field';
import { Page } from '../ui/Page';
import { day } from '../ui/time';
import { ChangePassword, LogoutEverywhere, begin } from './documents';
import { signOut, useSession } from './session';

const Budget = graphql(`
  query Budget {
    viewer {
      id
      generationBudget {
        used
        limit
        resetsAt
      }
    }
  }
`);

// The API counts in millionths of a US dollar.
const dollars = (micro: number) =>
  (micro / 1_000_000).toLocaleString('en', { style: 'currency', currency: 'USD' });

export function AccountPage() {
  const session = useSession();
  const { data } = useQuery(Budget, { fetchPolicy: 'cache-and-network' });
  const budget = data?.viewer?.generationBudget;
  const everywhere = useAction(LogoutEverywhere);
  return (
    <div className="narrow">
      <Page title="Account" lead={session && `${session.name}, ${session.email}`} />
      {budget && (
        <p>
          {dollars(budget.used)} of {dollars(budget.limit)} spent on generation today; the next day
          begins on {day(budget.resetsAt)}.
        </p>
      )}
      <PasswordForm />
      <section className="card stack">
        <h2>Log out everywhere</h2>
        <p className="soft">Logs you out on all devices, including this one.</p>
        <ProblemAlert problem={everywhere.problem} />
        <Button
          busy={everywhere.busy}
          onClick={() => void everywhere.run({}).then((done) => done && signOut())}
        >
          Log out everywhere
        </Button>
      </section>
    </div>
  );
}

function PasswordForm() {
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
      <div role="status">
        {done && (
          <Notice tone="good">
            <p>Your password was changed. All other sessions were logged out.</p>
          </Notice>
        )}
      </div>
      <TextField
        label="Current password"
        name="currentPassword"
        type="password"
        autoComplete="current-password"
        required
        error={problem?.fields.get('currentPassword')}
      />
      <TextField
        label="New password"
        name="newPassword"
        type="password"
        autoComplete="new-password"
        minLength={8}
        maxLength={1024}
        required
        error={problem?.fields.get('newPassword')}
      />
      <Button type="submit" busy={busy}>
        Change the password
      </Button>
    </form>
  );
}
