/** Cache updates for workflow actions. Lists follow the status of a post by themselves. */
import type { ApolloCache } from '@apollo/client';
import type { BlogStatus } from '../../gql/graphql';
import { session } from '../../session/session';
import type { MovedPost } from '../documents';

/** Optimistic result. The new working copy and the allowed actions are known only from the response. */
export function expected(post: MovedPost, status: BlogStatus): MovedPost {
  return { ...post, status, feedback: null, viewerActions: [] };
}

type Counted = Pick<MovedPost, 'status' | 'author'>;

/** Count a post under its new status; null: deleted. */
export function recount(cache: ApolloCache, { status, author }: Counted, to: BlogStatus | null): void {
  const id = cache.identify({ __typename: 'DashboardStats' });
  // The counts cover the viewer's own posts only, not those that an admin reviews. The actions on the
  // working copy of a published post leave it published.
  if (id === undefined || author.id !== session()?.userId || status === to) return;
  const by = (change: number) => (known: number) => known + change;
  cache.modify({
    id,
    fields: {
      [status.toLowerCase()]: by(-1),
      ...(to === null ? { total: by(-1) } : { [to.toLowerCase()]: by(1) }),
    },
  });
}

/** Remove a deleted post, and thereby its places in lists. */
export function forget(cache: ApolloCache, post: MovedPost): void {
  recount(cache, post, null);
  cache.evict({ id: cache.identify({ __typename: 'Blog', id: post.id }) ?? post.id });
  cache.gc();
}
