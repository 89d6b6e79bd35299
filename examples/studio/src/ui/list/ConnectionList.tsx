import type { ReactNode } from 'react';
import { NetworkStatus, type ErrorLike } from '@apollo/client';
import { problemOfError } from '../../api/problems';
import { Notice, ProblemAlert } from '../feedback/Alert';
import { Button } from '../input/Button';
import { KeepFocus } from './KeepFocus';
import { LoadMore } from './LoadMore';
import { Skeleton } from '../feedback/Progress';

interface Connection<N> {
  readonly totalCount: number;
  readonly edges: readonly { readonly node: N }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

/** The part of a `useQuery` result that a list needs. */
interface Reading {
  readonly error?: ErrorLike | undefined;
  readonly networkStatus: NetworkStatus;
  readonly refetch: () => Promise<unknown>;
  readonly fetchMore: (options: { variables: { after: string | null } }) => Promise<unknown>;
}

interface Props<N> {
  /** Name of the list, for example “Your posts”. */
  readonly label: string;
  readonly reading: Reading;
  /** The latest connection, also from before a failed request. */
  readonly connection: Connection<N> | undefined;
  readonly className: string | undefined;
  readonly empty: ReactNode;
  readonly item: (node: N) => ReactNode;
}

/** A paginated list: placeholder, error, no items, items, and the button for more. */
export function ConnectionList<N extends { readonly id: string }>({
  label,
  reading,
  connection,
  className,
  empty,
  item,
}: Props<N>) {
  const { error, networkStatus, refetch, fetchMore } = reading;
  const again = () => void refetch().catch(() => undefined);
  if (!connection) {
    return error ? (
      <ProblemAlert problem={problemOfError(error)} onRetry={again} />
    ) : (
      <Skeleton lines={6} label={`Loading: ${label}`} />
    );
  }
  const { edges, totalCount, pageInfo } = connection;
  const after = pageInfo.endCursor ?? null;
  return (
    <KeepFocus label={label} className="stack">
      {error && <Stale message={problemOfError(error).message} onRetry={again} />}
      {edges.length === 0 ? (
        empty
      ) : (
        <ul className={className} aria-busy={networkStatus === NetworkStatus.setVariables}>
          {edges.map(({ node }) => (
            <li key={node.id}>{item(node)}</li>
          ))}
        </ul>
      )}
      {edges.length > 0 && (
        <LoadMore
          shown={edges.length}
          total={totalCount}
          hasMore={pageInfo.hasNextPage}
          onMore={() => fetchMore({ variables: { after } })}
        />
      )}
    </KeepFocus>
  );
}

/** Notice that a list could not be read again. */
function Stale({ message, onRetry }: { readonly message: string; readonly onRetry: () => void }) {
  return (
    <div role="alert">
      <Notice tone="warn">
        <p>This list may be out of date. {message}</p>
        <Button onClick={onRetry}>Try again</Button>
      </Notice>
    </div>
  );
}
