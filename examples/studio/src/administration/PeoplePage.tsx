import type { FragmentType } from '@apollo/client';
import { useFragment, useQuery } from '@apollo/client/react';
import type { AccountPartsFragment, AccountsQueryVariables } from '../gql/graphql';
import { ConnectionList } from '../ui/list/ConnectionList';
import { Page } from '../ui/Page';
import { SearchField } from '../ui/input/SearchField';
import { ago } from '../ui/time';
import { useFilter } from '../ui/input/useFilter';
import { AccountActions } from './AccountActions';
import { AccountParts, Accounts } from './documents';
import { InvitationsSection } from './InvitationsSection';
import { Chip } from '../ui/text/Chip';
import styles from '../ui/list/Rows.module.css';

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
      <AccountList filter={{ ...TABS[shown]?.filter, search: search || null }} />
      <InvitationsSection />
    </>
  );
}

function AccountList({ filter }: { readonly filter: AccountsQueryVariables }) {
  const { data, previousData, ...reading } = useQuery(Accounts, {
    variables: filter,
    fetchPolicy: 'cache-and-network',
  });
  return (
    <ConnectionList
      label="Accounts"
      reading={reading}
      connection={(data ?? previousData)?.accounts}
      className={styles.rows}
      empty={<p className="empty soft">No accounts match.</p>}
      item={(node) => <AccountRow account={node} />}
    />
  );
}

function AccountRow({ account: from }: { readonly account: FragmentType<AccountPartsFragment> }) {
  const { data: account, complete } = useFragment({ fragment: AccountParts, from });
  if (!complete) return null;
  const { total, published } = account.stats;
  return (
    <div className={styles.row}>
      <div>
        <h2 className={styles.name} dir="auto">
          {account.user.name}
        </h2>
        <p className="soft" dir="auto">
          {account.email}
          {!account.emailVerified && ' (not confirmed)'}
        </p>
        <p className="row small soft">
          {account.role === 'ADMIN' && <Chip look="published">Admin</Chip>}
          {account.suspended && <Chip look="rejected">Suspended</Chip>}
          <span>
            {total} {total === 1 ? 'post' : 'posts'}, {published} public
          </span>
          <span>
            {account.lastLoginAt ? `Last login ${ago(account.lastLoginAt)}` : 'No login yet'}
          </span>
        </p>
      </div>
      <AccountActions account={account} />
    </div>
  );
}
