import { useQuery } from '@apollo/client/react';
import { PostCard } from '../post/PostCard';
import { graphql } from '../gql';
import type { BlogStatus } from '../gql/graphql';
import { useSession } from '../session/session';
import { LinkButton } from '../ui/input/Button';
import { ConnectionList } from '../ui/list/ConnectionList';
import { Page } from '../ui/Page';
import { SearchField } from '../ui/input/SearchField';
import { useFilter } from '../ui/input/useFilter';
import { Continue } from './Continue';
import { StatCards, isStatus } from './StatCards';
import styles from '../post/PostCard.module.css';

const MyPosts = graphql(`
  query MyPosts($status: BlogStatus, $search: String, $after: String) {
    blogs(status: $status, search: $search, first: 10, after: $after) {
      totalCount
      edges {
        node {
          id
          ...PostCard
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export function DashboardPage() {
  const session = useSession();
  const [asked, setStatus] = useFilter('status');
  const [search, setSearch] = useFilter('search');
  const status = isStatus(asked) ? asked : null;
  return (
    <>
      <Page title="Dashboard" lead={`${session?.name ?? 'You'}, these are your posts.`} />
      <Continue />
      <StatCards status={status} onPick={(picked) => setStatus(picked ?? '')} />
      <section className="stack" aria-labelledby="my-posts">
        <div className="row-spread">
          <h2 id="my-posts">My posts</h2>
          <SearchField label="Search my posts" value={search} onSearch={setSearch} />
        </div>
        <MyList status={status} search={search} />
      </section>
    </>
  );
}

function MyList({
  status,
  search,
}: {
  readonly status: BlogStatus | null;
  readonly search: string;
}) {
  const { data, previousData, ...reading } = useQuery(MyPosts, {
    variables: { status, search: search || null },
    fetchPolicy: 'cache-and-network',
    notifyOnNetworkStatusChange: true,
  });
  return (
    <ConnectionList
      label="Your posts"
      reading={reading}
      connection={(data ?? previousData)?.blogs}
      className={styles.list}
      empty={<Nothing filtered={status !== null || search !== ''} />}
      item={(node) => <PostCard post={node} />}
    />
  );
}

function Nothing({ filtered }: { readonly filtered: boolean }) {
  if (filtered) return <p className="empty soft">No posts match.</p>;
  return (
    <div className="empty stack">
      <p className="soft">You have no posts yet. Writing one takes a few minutes.</p>
      <p>
        <LinkButton look="primary" to="/write">
          Write your first post
        </LinkButton>
      </p>
    </div>
  );
}
