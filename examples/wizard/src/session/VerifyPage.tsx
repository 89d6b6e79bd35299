import { useState } from 'react';
import { Link } from 'react-router';
import { useAction } from '../api/useAction';
import { Notice, ProblemAlert } from '../ui/Alert';
import { Button } from '../ui/Button';
import { Page } from '../ui/Page';
import { VerifyEmail } from './documents';
import { useLinkToken } from './useLinkToken';

/** Page of the links that `sendVerificationEmail` and `changeEmail` mail. */
export function VerifyPage() {
  const { run, busy, problem } = useAction(VerifyEmail);
  const token = useLinkToken();
  const [email, setEmail] = useState('');

  // Not on loading: programs that scan mails open links.
  const confirm = async () => {
    const success = await run({ input: { token } });
    setEmail(success?.email ?? '');
  };

  return (
    <div className="narrow">
      <Page title="Confirm your e-mail address" />
      <ProblemAlert problem={problem} />
      {email ? (
        <Notice tone="info">
          <p>
            {email} is confirmed. <Link to="/dashboard">Go to the dashboard</Link>
          </p>
        </Notice>
      ) : (
        <Button look="primary" busy={busy} onClick={() => void confirm()}>
          Confirm this address
        </Button>
      )}
    </div>
  );
}
