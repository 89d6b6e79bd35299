import { InMemoryCache, type FieldPolicy, type Reference } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import possibleTypes from '../gql/possible-types';

/** Normalised cache with paginated lists and lookups of posts by id. */
export function createCache(): InMemoryCache {
  return new InMemoryCache({
    ...possibleTypes,
    typePolicies: {
      Query: {
        fields: {
          blogs: pages(['status', 'search']),
          publishedBlogs: pages(['search']),
          adminQueue: pages(['status', 'search']),
          accounts: pages(['search', 'role', 'suspended']),
          blog: oneOf('Blog'),
        },
      },
      Blog: {
        fields: {
          // Objects without ids: selections of different queries are merged.
          content: { merge: true },
          brief: { merge: true },
        },
      },
      WorkingCopy: { fields: { content: { merge: true } } },
      // Singletons of the signed-in user.
      Viewer: { keyFields: [] },
      DashboardStats: { keyFields: [] },
      GenerationService: { keyFields: [] },
    },
  });
}

/** Resolves a field with an id argument to the cached object. */
function oneOf(typename: string): FieldPolicy<Reference | null> {
  return {
    read(known, { args, toReference }) {
      if (known !== undefined) return known;
      return toReference({ __typename: typename, id: args?.['id'] as string });
    },
  };
}

type Pages = ReturnType<typeof relayStylePagination<Reference>>;
type Edges = readonly { readonly cursor?: string }[];

/**
 * Pagination that keeps loaded pages when the first one is read again, as on the way back to a list:
 * the edges behind it stay, if its last edge is known.
 */
export function pages(keyArgs: string[]): Pages {
  const policy = relayStylePagination<Reference>(keyArgs);
  const { merge } = policy;
  if (typeof merge !== 'function') return policy;
  return {
    ...policy,
    merge(known, incoming, options) {
      const merged = merge(known, incoming, options);
      if (!known || !incoming || options.args?.['after'] || !merged) return merged;
      const rest = behind(known.edges, incoming.pageInfo);
      if (rest.length === 0) return merged;
      const { hasNextPage, endCursor } = known.pageInfo;
      const pageInfo = { ...merged.pageInfo, hasNextPage, endCursor };
      return { ...merged, edges: [...merged.edges, ...rest], pageInfo };
    },
  };
}

/** The known edges behind the end of a page. */
function behind<E extends Edges>(known: E, page: { endCursor?: string } | undefined): E[number][] {
  if (!page?.endCursor) return [];
  const at = known.findIndex(({ cursor }) => cursor === page.endCursor);
  return at === -1 ? [] : known.slice(at + 1);
}
