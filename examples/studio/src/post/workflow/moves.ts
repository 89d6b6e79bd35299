/** Cache updates for workflow actions: optimistic and final. */
import type { ApolloCache, Reference } from '@apollo/client';
import type { ModifierDetails } from '@apollo/client/cache';
import { makeFragmentData } from '../../gql';
import type { BlogStatus, MovedPostFragment } from '../../gql/graphql';
import { session } from '../../session/session';
import { MovedPostParts } from '../documents';

/** Optimistic result. The new working copy and the allowed actions are known only from the response. */
export function expected(post: MovedPostFragment, status: BlogStatus) {
  const moved: MovedPostFragment = { ...post, status, feedback: null, viewerActions: [] };
  return makeFragmentData(moved, MovedPostParts);
}

interface List {
  readonly edges?: readonly { readonly node: Reference }[];
  readonly totalCount?: number;
}

/**
 * Remove a post from the lists of its old status, and evict the lists of the new one, which are read
 * again when they are shown. `to` is the new status; null: deleted.
 */
export function moveInLists(
  cache: ApolloCache,
  post: Pick<MovedPostFragment, 'id' | 'status' | 'author'>,
  to: BlogStatus | null,
): void {
  cache.modify({
    fields: Object.fromEntries(
      ['blogs', 'adminQueue', 'publishedBlogs'].map((name) => [
        name,
        (known: unknown, { storeFieldName, readField, DELETE }: ModifierDetails) => {
          const list = known as List;
          const status = name === 'publishedBlogs' ? 'PUBLISHED' : statusOf(storeFieldName);
          // The list of all statuses keeps it unless it was deleted.
          if (status === null && to !== null) return known;
          if (status !== null && status === to) return DELETE;
          const edges = (list.edges ?? []).filter(({ node }) => readField('id', node) !== post.id);
          const taken = (list.edges?.length ?? 0) - edges.length;
          const counted =
            list.totalCount === undefined ? {} : { totalCount: list.totalCount - taken };
          return { ...list, edges, ...counted } as unknown;
        },
      ]),
    ),
  });
  // The counts cover the viewer's own posts only, not those that an admin reviews.
  if (post.author.id === session()?.userId) count(cache, post.status, to);
}

function statusOf(storeFieldName: string): string | null {
  return /"status":"(\w+)"/.exec(storeFieldName)?.[1] ?? null;
}

function count(cache: ApolloCache, from: BlogStatus, to: BlogStatus | null): void {
  const id = cache.identify({ __typename: 'DashboardStats' });
  // The actions on the working copy of a published post leave it published.
  if (id === undefined || from === to) return;
  cache.modify({
    id,
    fields: {
      [from.toLowerCase()]: (number: number) => number - 1,
      [to === null ? 'total' : to.toLowerCase()]: (number: number) =>
        number + (to === null ? -1 : 1),
    },
  });
}
