import { useEffect } from 'react';
import { useQuery } from '@apollo/client/react';
import { graphql } from '../gql';
import { useMessages } from '../ui/feedback/messages';
import { Count } from '../ui/text/Chip';

const Waiting = graphql(`
  query Waiting {
    adminQueue(status: PENDING, first: 1) {
      totalCount
    }
  }
`);

const EVERY_MILLISECONDS = 60_000;

/** Number of posts that wait for review; nothing for none. */
export function WaitingCount() {
  const { data, refetch } = useQuery(Waiting, {
    pollInterval: EVERY_MILLISECONDS,
    // The cache has the pages of the queue, which a page of one post would replace.
    fetchPolicy: 'no-cache',
  });
  const latest = useMessages().at(-1)?.id;
  // A message reports an action, which may have changed the number.
  useEffect(() => {
    if (latest !== undefined) void refetch().catch(() => undefined);
  }, [latest, refetch]);
  const count = data?.adminQueue.totalCount ?? 0;
  if (count === 0) return null;
  return (
    <Count>
      {count}
      <span className="hidden"> waiting</span>
    </Count>
  );
}
