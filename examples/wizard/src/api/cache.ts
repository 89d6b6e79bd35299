import { InMemoryCache, type FieldPolicy, type Reference } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import possibleTypes from '../gql/possible-types';

/** Each object once, lists as long as they were read, and a blog that was seen found by its id. */
export function createCache(): InMemoryCache {
  return new InMemoryCache({
    ...possibleTypes,
    typePolicies: {
      Query: {
        fields: {
          blogs: relayStylePagination(['status', 'search']),
          publishedBlogs: relayStylePagination(['search']),
          adminQueue: relayStylePagination(['status']),
          blog: oneOf('Blog'),
        },
      },
      Blog: {
        fields: {
          // They have no ids: what one query asked of them joins what another did.
          content: { merge: true },
          brief: { merge: true },
        },
      },
      // One each: those of whoever is signed in.
      Viewer: { keyFields: [] },
      DashboardStats: { keyFields: [] },
      GenerationService: { keyFields: [] },
    },
  });
}

/** A field that takes an id is answered by the object, where a list has brought it already. */
function oneOf(typename: string): FieldPolicy<Reference | null> {
  return {
    read(known, { args, toReference }) {
      if (known !== undefined) return known;
      return toReference({ __typename: typename, id: args?.['id'] as string });
    },
  };
}
