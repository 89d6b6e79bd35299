/** What a step in the workflow changes in what the browser knows, before and after the answer. */
import type { ApolloCache, Reference } from '@apollo/client';
import type { ModifierDetails } from '@apollo/client/cache';
import { makeFragmentData } from '../gql';
import type { BlogStatus, MovedBlogFragment } from '../gql/graphql';
import { session } from '../session/session';
import { MovedBlogParts } from './documents';

/** The blog as it is going to be, if all goes well. What can be done next, the answer tells. */
export function expected(blog: MovedBlogFragment, status: BlogStatus) {
  const moved: MovedBlogFragment = { ...blog, status, feedback: null, viewerActions: [] };
  return makeFragmentData(moved, MovedBlogParts);
}

interface List {
  readonly edges?: readonly { readonly node: Reference }[];
  readonly totalCount?: number;
}

/**
 * Take a blog out of the lists where it is no longer, and forget those where it is new: they are
 * read again when they are looked at. `to` is its new status; null: it is deleted.
 */
export function moveInLists(
  cache: ApolloCache,
  blog: Pick<MovedBlogFragment, 'id' | 'status' | 'author'>,
  to: BlogStatus | null,
): void {
  cache.modify({
    fields: Object.fromEntries(
      ['blogs', 'adminQueue', 'publishedBlogs'].map((name) => [
        name,
        (known: unknown, { storeFieldName, readField, DELETE }: ModifierDetails) => {
          const list = known as List;
          const status = name === 'publishedBlogs' ? 'PUBLISHED' : statusOf(storeFieldName);
          // A list of all statuses keeps it, unless it is gone.
          if (status === null && to !== null) return known;
          if (status !== null && status === to) return DELETE;
          const edges = (list.edges ?? []).filter(({ node }) => readField('id', node) !== blog.id);
          const taken = (list.edges?.length ?? 0) - edges.length;
          const counted =
            list.totalCount === undefined ? {} : { totalCount: list.totalCount - taken };
          return { ...list, edges, ...counted } as unknown;
        },
      ]),
    ),
  });
  // The counts are those of one's own blogs: not of an author's whom an admin decides on.
  if (blog.author.id === session()?.userId) count(cache, blog.status, to);
}

function statusOf(storeFieldName: string): string | null {
  return /"status":"(\w+)"/.exec(storeFieldName)?.[1] ?? null;
}

function count(cache: ApolloCache, from: BlogStatus, to: BlogStatus | null): void {
  const id = cache.identify({ __typename: 'DashboardStats' });
  if (id === undefined) return;
  cache.modify({
    id,
    fields: {
      [from.toLowerCase()]: (number: number) => number - 1,
      [to === null ? 'total' : to.toLowerCase()]: (number: number) =>
        number + (to === null ? -1 : 1),
    },
  });
}
