import { useQuery } from '@apollo/client/react';
import { PostCard } from '../post/PostCard';
import { isStatus } from '../dashboard/StatCards';
import { graphql } from '../gql';
import type { BlogStatus } from '../gql/graphql';
import { ConnectionList } from '../ui/list/ConnectionList';
import { Page } from '../ui/Page';
import { SearchField } from '../ui/input/SearchField';
import { statusLabel } from '../ui/Status';
import { ago } from '../ui/time';
import { useFilter } from '../ui/input/useFilter';

const Queue = graphql(`
  query Queue($status: BlogStatus!, $search: String, $after: String) {
    adminQueue(status: $status, search: $search, first: 10, after: $after) {
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

const TABS: readonly BlogStatus[] = ['PENDING', 'SCHEDULED', 'PUBLISHED', 'REJECTED', 'SAVED'];

export function QueuePage() {
  const [asked, setStatus] = useFilter('status');
  const [search, setSearch] = useFilter('search');
  const status = isStatus(asked) ? asked : 'PENDING';
  return (
    <>
      <Page title="Review" lead="Oldest requests first." />
      <div className="row-spread">
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
        <SearchField label="Search titles and authors" value={search} onSearch={setSearch} />
      </div>
      <QueueList key={status} status={status} search={search} />
    </>
  );
}

function QueueList({ status, search }: { readonly status: BlogStatus; readonly search: string }) {
  const { data, previousData, ...reading } = useQuery(Queue, {
    variables: { status, search: search || null },
    fetchPolicy: 'cache-and-network',
  });
  return (
    <ConnectionList
      label={`Posts: ${statusLabel(status)}`}
      reading={reading}
      connection={(data ?? previousData)?.adminQueue}
      className="blog-list"
      empty={<p className="empty soft">{nothing(status, search)}</p>}
      item={(node) => (
        <PostCard
          post={node}
          byline={({ author, requestedAt }) =>
            requestedAt ? `${author}, sent ${ago(requestedAt)}` : author
          }
        />
      )}
    />
  );
}

function nothing(status: BlogStatus, search: string): string {
  if (search) return 'No posts match your search.';
  return status === 'PENDING' ? 'No posts are waiting for review.' : 'No posts have this status.';
}
