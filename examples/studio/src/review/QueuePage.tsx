import { useQuery } from '@apollo/client/react';
import { PostCard } from '../post/PostCard';
import { isStatus } from '../dashboard/StatCards';
import { graphql } from '../gql';
import type { BlogStatus } from '../gql/graphql';
import { ConnectionList } from '../ui/list/ConnectionList';
import { Button } from '../ui/input/Button';
import { Page } from '../ui/Page';
import { SearchField } from '../ui/input/SearchField';
import { statusLabel } from '../ui/Status';
import { ago } from '../ui/time';
import { useFilter } from '../ui/input/useFilter';
import cardStyles from '../post/PostCard.module.css';
import styles from './QueuePage.module.css';

const Queue = graphql(`
  query Queue($status: BlogStatus!, $search: String, $authorId: ID, $after: String) {
    adminQueue(status: $status, search: $search, authorId: $authorId, first: 10, after: $after) {
      totalCount
      edges {
        node {
          id
          author {
            id
            name
          }
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
  const [authorId, setAuthorId] = useFilter('author');
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
      <QueueList
        key={status}
        status={status}
        search={search}
        authorId={authorId}
        onAuthor={setAuthorId}
      />
    </>
  );
}

interface ListProps {
  readonly status: BlogStatus;
  readonly search: string;
  /** Only posts of this author; empty: of all. */
  readonly authorId: string;
  readonly onAuthor: (id: string) => void;
}

function QueueList({ status, search, authorId, onAuthor }: ListProps) {
  const { data, previousData, ...reading } = useQuery(Queue, {
    variables: { status, search: search || null, authorId: authorId || null },
    fetchPolicy: 'cache-and-network',
  });
  const queue = (data ?? previousData)?.adminQueue;
  const author = queue?.edges.find(({ node }) => node.author.id === authorId)?.node.author.name;
  return (
    <>
      {authorId && (
        <p className="row small">
          {author ? `Only posts by ${author}.` : 'Only posts by one author.'}
          <Button look="quiet" onClick={() => onAuthor('')}>
            All authors
          </Button>
        </p>
      )}
      <ConnectionList
        label={`Posts: ${statusLabel(status)}`}
        reading={reading}
        connection={queue}
        className={cardStyles.list}
        empty={<p className="empty soft">{nothing(status, search || authorId)}</p>}
        item={(node) => (
          <PostCard
            post={node}
            byline={({ author: name, requestedAt }) => (
              <>
                <button
                  type="button"
                  className={styles.author}
                  aria-label={`Only posts by ${name}`}
                  onClick={() => onAuthor(node.author.id)}
                >
                  {name}
                </button>
                {requestedAt && `, sent ${ago(requestedAt)}`}
          
    </>
          )}
        />
      )}
    />
    </>
  );
}

function nothing(status: BlogStatus, filter: string): string {
  if (filter) return 'No posts match these filters.';
  return status === 'PENDING' ? 'No posts are waiting for review.' : 'No posts have this status.';
}
