import { NetworkStatus } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { problemOfError } from '../api/problems';
import { BlogCard } from '../blog/BlogCard';
import { graphql } from '../gql';
import type { BlogStatus } from '../gql/graphql';
import { useSession } from '../session/session';
import { ProblemAlert } from '../ui/Alert';
import { LinkButton } from '../ui/Button';
import { LoadMore } from '../ui/LoadMore';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/Progress';
import { SearchField } from '../ui/SearchField';
import { useFilter } from '../ui/useFilter';
import { StatCards, isStatus } from './StatCards';

const MyBlogs = graphql(`
  query MyBlogs($status: BlogStatus, $search: String, $after: String) {
    blogs(status: $status, search: $search, first: 10, after: $after) {
      totalCount
      edges {
        node {
          id
          ...BlogCard
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
      <Page title="Dashboard" lead={`${session?.name ?? 'You'}, these are your blogs.`} />
      <StatCards status={status} onPick={(picked) => setStatus(picked ?? '')} />
      <section className="stack" aria-labelledby="my-blogs">
        <div className="row-spread">
          <h2 id="my-blogs">My blogs</h2>
          <SearchField label="Search my blogs" value={search} onSearch={setSearch} />
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
  const { data, previousData, error, fetchMore, refetch, networkStatus } = useQuery(MyBlogs, {
    variables: { status, search: search || null },
    fetchPolicy: 'cache-and-network',
    notifyOnNetworkStatusChange: true,
  });
  const blogs = (data ?? previousData)?.blogs;
  if (error) {
    return <ProblemAlert problem={problemOfError(error)} onRetry={() => void refetch()} />;
  }
  if (!blogs) return <Skeleton lines={6} label="Loading your blogs" />;
  if (blogs.edges.length === 0) return <Nothing filtered={status !== null || search !== ''} />;
  const { hasNextPage, endCursor } = blogs.pageInfo;
  return (
    <>
      <ul className="blog-list" aria-busy={networkStatus === NetworkStatus.setVariables}>
        {blogs.edges.map(({ node }) => (
          <li key={node.id}>
            <BlogCard blog={node} />
          </li>
        ))}
      </ul>
      <LoadMore
        shown={blogs.edges.length}
        total={blogs.totalCount}
        hasMore={hasNextPage}
        onMore={() => fetchMore({ variables: { after: endCursor } })}
      />
    </>
  );
}

function Nothing({ filtered }: { readonly filtered: boolean }) {
  if (filtered) return <p className="empty soft">No blogs match.</p>;
  return (
    <div className="empty stack">
      <p className="soft">You have no blogs yet. Writing one takes a few minutes.</p>
      <p>
        <LinkButton look="primary" to="/write">
          Write your first post
        </LinkButton>
      </p>
    </div>
  );
}
