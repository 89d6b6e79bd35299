import { InMemoryCache, type FieldPolicy, type Reference } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import possibleTypes from '../gql/possible-types';

/** Normalised cache with paginated lists and lookups of blogs by id. */
export function createCache(): InMemoryCache {
  return new InMemoryCache({
    ...possibleTypes,
    typePolicies: {
      Query: {
        fields: {
          blogs: relayStylePagination(['status', 'search']),
          publishedBlogs: relayStylePagination(['search']),
          adminQueue: relayStylePagination(['status']),
          accounts: relayStylePagination(['search', 'role', 'suspended']),
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
