import type { FragmentType } from '@apollo/client';
import { useQuery, useSuspenseFragment } from '@apollo/client/react';
import { Suspense } from 'react';
import { problemOfError } from '../api/problems';
import type { ProfilePartsFragment } from '../gql/graphql';
import { useAction } from '../api/useAction';
import { ProblemAlert } from '../ui/feedback/Alert';
import { Button } from '../ui/input/Button';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/feedback/Progress';
import { day } from '../ui/time';
import { DataSection } from './DataSection';
import { EmailForm } from './EmailForm';
import { PasswordForm } from './PasswordForm';
import { ProfileForm } from './ProfileForm';
import { LogoutEverywhere } from '../session/documents';
import { Account, ProfileParts } from './profile';
import { useLogOut } from '../session/useLogOut';

// The API counts in millionths of a US dollar.
const dollars = (micro: number) =>
  (micro / 1_000_000).toLocaleString('en', { style: 'currency', currency: 'USD' });

export function AccountPage() {
  const { data, error, refetch } = useQuery(Account, { fetchPolicy: 'cache-and-network' });
  const viewer = data?.viewer;
  const budget = data?.viewer?.generationBudget;
  return (
    <div className="narrow">
      <Page title="Account" lead={viewer && `${viewer.user.name}, ${viewer.email}`} />
      {error && <ProblemAlert problem={problemOfError(error)} onRetry={() => void refetch()} />}
      {budget && (
        <p>
          {dollars(budget.used)} of {dollars(budget.limit)} spent on generation today; the next day
          begins on {day(budget.resetsAt)}.
        </p>
      )}
      {viewer ? (
        <Suspense fallback={<Skeleton lines={6} label="Loading the profile" />}>
          <Profile viewer={viewer} />
        </Suspense>
      ) : (
        !error && <Skeleton lines={6} label="Loading the profile" />
      )}
      <PasswordForm />
      <LogoutSection />
      {viewer && <DataSection name={viewer.user.name} />}
    </div>
  );
}

function Profile({ viewer: from }: { readonly viewer: FragmentType<ProfilePartsFragment> }) {
  const { data: viewer } = useSuspenseFragment({ fragment: ProfileParts, from });
  return (
    <>
      <ProfileForm viewer={viewer} />
      <EmailForm viewer={viewer} />
    </>
  );
}

function LogoutSection() {
  const { run, busy, problem } = useAction(LogoutEverywhere);
  const logOut = useLogOut();
  return (
    <section className="card stack">
      <h2>Log out everywhere</h2>
      <p className="soft">Logs you out on all devices, including this one.</p>
      <ProblemAlert problem={problem} />
      <Button busy={busy} onClick={() => void run({}).then((done) => done && logOut())}>
        Log out everywhere
      </Button>
    </section>
  );
}
