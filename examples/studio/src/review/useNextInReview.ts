import { useQuery } from '@apollo/client/react';
import { graphql } from '../gql';

const WaitingPosts = graphql(`
  query WaitingPosts {
    adminQueue(status: PENDING, first: 100) {
      nodes {
        id
        title
      }
    }
  }
`);

interface Waiting {
  readonly id: string;
  readonly title: string;
}

/** The post that follows in the queue; after the last one, the first. Null if no other post waits. */
export function nextAfter(waiting: readonly Waiting[], id: string): Waiting | null {
  const at = waiting.findIndex((post) => post.id === id);
  const next = waiting[at + 1] ?? waiting[0];
  return next && next.id !== id ? next : null;
}

/** The next post in review, for admins who review this one. */
export function useNextInReview(id: string, reviews: boolean): Waiting | null {
  const { data } = useQuery(WaitingPosts, {
    skip: !reviews,
    // The cache has the pages of the queue, which this one would replace.
    fetchPolicy: 'no-cache',
  });
  return data ? nextAfter(data.adminQueue.nodes, id) : null;
}
