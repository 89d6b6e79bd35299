import { useQuery } from '@apollo/client/react';
import { problemOfError } from '../api/problems';
import { BlogCard } from '../blog/BlogCard';
import { isStatus } from '../dashboard/StatCards';
import { graphql } from '../gql';
import type { BlogStatus } from '../gql/graphql';
import { ProblemAlert } from '../ui/Alert';
import { LoadMore } from '../ui/LoadMore';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/Progress';
import { statusLabel } from '../ui/Status';
import { ago } from '../ui/time';
import { useFilter } from '../ui/useFilter';

const Queue = graphql(`
  query Queue($status: BlogStatus!, $after: String) {
    adminQueue(status: $status, first: 10, after: $after) {
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

const TABS: readonly BlogStatus[] = ['PENDING', 'SCHEDULED', 'PUBLISHED', 'REJECTED', 'SAVED'];

export function QueuePage() {
  const [asked, setStatus] = useFilter('status');
  const status = isStatus(asked) ? asked : 'PENDING';
  return (
    <>
      <Page title="Review" lead="Oldest requests first." />
      <div className="tabs" role="group" aria-label="Status">
        {TABS.map((tab) => (
          <button
            key={tab}
            type="button"
            aria-pressed={tab === status}
            onClick={() => setStatus(tab)}
          >
            {statusLabel(tab)}
          </button>
        ))}
      </div>
      <section aria-labelledby="queue" className="stack">
        <h2 id="queue" className="hidden">
          {statusLabel(status)}
        </h2>
        <QueueList key={status} status={status} />
      </section>
    </>
  );
}

function QueueList({ status }: { readonly status: BlogStatus }) {
  const { data, error, fetchMore, refetch } = useQuery(Queue, {
    variables: { status },
    fetchPolicy: 'cache-and-network',
  });
  if (error) {
    return <ProblemAlert problem={problemOfError(error)} onRetry={() => void refetch()} />;
  }
  const queue = data?.adminQueue;
  if (!queue) return <Skeleton lines={6} label="Loading the queue" />;
  if (queue.edges.length === 0) {
    return (
      <p className="empty soft">
        {status === 'PENDING' ? 'No blogs are waiting for review.' : 'No blogs have this status.'}
      </p>
    );
  }
  return (
    <>
      <ul className="blog-list">
        {queue.edges.map(({ node }) => (
          <li key={node.id}>
            <BlogCard
              blog={node}
              byline={({ author, requestedAt }) =>
                requestedAt ? `${author}, sent ${ago(requestedAt)}` : author
              }
            />
          </li>
        ))}
      </ul>
      <LoadMore
        shown={queue.edges.length}
        total={queue.totalCount}
        hasMore={queue.pageInfo.hasNextPage}
        onMore={() => fetchMore({ variables: { after: queue.pageInfo.endCursor } })}
      />
    </>
  );
}
