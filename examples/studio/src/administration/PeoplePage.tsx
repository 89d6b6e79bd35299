import { useQuery } from '@apollo/client/react';
import { problemOfError } from '../api/problems';
import { unmask, type FragmentType } from '../gql';
import type { AccountsQueryVariables } from '../gql/graphql';
import { ProblemAlert } from '../ui/Alert';
import { LoadMore } from '../ui/LoadMore';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/Progress';
import { SearchField } from '../ui/SearchField';
import { ago } from '../ui/time';
import { useFilter } from '../ui/useFilter';
import { AccountActions } from './AccountActions';
import { AccountParts, Accounts } from './documents';
import { InvitationsSection } from './InvitationsSection';

const TABS: Record<string, { readonly label: string; readonly filter: AccountsQueryVariables }> = {
  '': { label: 'All', filter: {} },
  admins: { label: 'Admins', filter: { role: 'ADMIN' } },
  suspended: { label: 'Suspended', filter: { suspended: true } },
};

export function PeoplePage() {
  const [shown, setShown] = useFilter('show');
  const [search, setSearch] = useFilter('search');
  return (
    <>
      <Page title="People" lead="Accounts, newest first, and open invitations." />
      <div className="row-spread">
        <div className="tabs" role="group" aria-label="Accounts to show">
          {Object.entries(TABS).map(([key, { label }]) => (
            <button
              key={key}
              type="button"
              aria-pressed={key === shown}
              onClick={() => setShown(key)}
            >
              {label}
            </button>
          ))}
        </div>
        <SearchField label="Search by name or address" value={search} onSearch={setSearch} />
      </div>
      <section aria-label="Accounts" className="stack">
        <AccountList filter={{ ...TABS[shown]?.filter, search: search || null }} />
      </section>
      <InvitationsSection />
    </>
  );
}

function AccountList({ filter }: { readonly filter: AccountsQueryVariables }) {
  const { data, error, fetchMore, refetch } = useQuery(Accounts, {
    variables: filter,
    fetchPolicy: 'cache-and-network',
  });
  if (error) {
    return <ProblemAlert problem={problemOfError(error)} onRetry={() => void refetch()} />;
  }
  const accounts = data?.accounts;
  if (!accounts) return <Skeleton lines={6} label="Loading the accounts" />;
  if (accounts.edges.length === 0) return <p className="empty soft">No accounts match.</p>;
  return (
    <>
      <ul className="people">
        {accounts.edges.map(({ node }) => (
          <AccountRow key={node.id} account={node} />
        ))}
      </ul>
      <LoadMore
        shown={accounts.edges.length}
        total={accounts.totalCount}
        hasMore={accounts.pageInfo.hasNextPage}
        onMore={() => fetchMore({ variables: { after: accounts.pageInfo.endCursor } })}
      />
    </>
  );
}

function AccountRow({ account: masked }: { readonly account: FragmentType<typeof AccountParts> }) {
  const account = unmask(AccountParts, masked);
  const { total, published } = account.stats;
  return (
    <li className="person">
      <div>
        <h2 className="person-name" dir="auto">
          {account.user.name}
        </h2>
        <p className="soft" dir="auto">
          {account.email}
          {!account.emailVerified && ' (not confirmed)'}
        </p>
        <p className="row small soft">
          {account.role === 'ADMIN' && <span className="chip chip-published">Admin</span>}
          {account.suspended && <span className="chip chip-rejected">Suspended</span>}
          <span>
            {total} {total === 1 ? 'blog' : 'blogs'}, {published} public
          </span>
          <span>
            {account.lastLoginAt ? `Last login ${ago(account.lastLoginAt)}` : 'No login yet'}
          </span>
        </p>
      </div>
      <AccountActions account={account} />
    </li>
  );
}
