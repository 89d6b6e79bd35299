import { useState } from 'react';
import { Link } from 'react-router';
import { useAction } from '../../api/useAction';
import { ProblemAlert, Status } from '../../ui/feedback/Alert';
import { Button } from '../../ui/input/Button';
import { Page } from '../../ui/Page';
import { VerifyEmail } from '../documents';
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
      <Page title="Confirm your address" lead="So that links for a new password reach you." />
      <ProblemAlert problem={problem} />
      <Status>
        {email && (
          <>
            <bdi>{email}</bdi> is confirmed. <Link to="/dashboard">Go to the dashboard</Link>
          </>
        )}
      </Status>
      {!email && (
        <>
          <Button look="primary" busy={busy} onClick={() => void confirm()}>
            Confirm this address
          </Button>
          <p className="soft">
            Does the link not work? <Link to="/account">Request a new one in your account</Link>
          </p>
        </>
      )}
    </div>
  );
}
