import {
  InMemoryCache,
  type FieldFunctionOptions,
  type FieldPolicy,
  type Reference,
} from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { possibleTypes, typePolicies } from 'cms-blog-client/caches';

/** Normalised cache of the page: paginated lists, and lookups of posts by id. */
export function createCache(): InMemoryCache {
  return new InMemoryCache({
    possibleTypes,
    typePolicies: {
      ...typePolicies,
      Query: {
        fields: {
          blogs: lists(['status', 'search']),
          publishedBlogs: lists(['search'], 'PUBLISHED'),
          adminQueue: lists(['status', 'search', 'authorId']),
          accounts: lists(['search', 'role', 'suspended']),
          blog: oneOf('Blog'),
        },
      },
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

interface Edge {
  readonly cursor?: string;
  readonly node: Reference;
}

interface List {
  readonly edges: readonly Edge[];
  readonly pageInfo: { readonly endCursor?: string | null; readonly hasNextPage?: boolean };
  readonly totalCount?: number;
}

/**
 * Policy of a paginated list. It keeps loaded pages when the first one is read again, as on the way
 * back to a list, and follows the cache: a post leaves a list when its status becomes another, also
 * by an optimistic update, or when it is evicted. `status` is that of lists without such an argument.
 */
export function lists(keyArgs: string[], status?: string): FieldPolicy<List> {
  const { read, merge } = relayStylePagination<Reference>(keyArgs) as FieldPolicy<List>;
  const current = (list: List, options: FieldFunctionOptions): List => ({
    ...list,
    edges: list.edges.filter(({ node }) => belongs(node, status ?? options.args?.['status'], options)),
  });
  return {
    keyArgs,
    read(known, options) {
      const list = known && read?.(current(known, options), options);
      if (!known || !list || known.totalCount === undefined) return list;
      const gone = known.edges.length - list.edges.length;
      return { ...list, totalCount: known.totalCount - gone };
    },
    merge(known, incoming, options) {
      if (typeof merge !== 'function') return incoming;
      const before = known && current(known, options);
      const merged = merge(before, incoming, options);
      const rest = options.args?.['after'] ? [] : behind(before, incoming);
      if (!before || rest.length === 0) return merged;
      const { hasNextPage, endCursor } = before.pageInfo;
      const pageInfo = { ...merged.pageInfo, hasNextPage, endCursor } as List['pageInfo'];
      return { ...merged, edges: [...merged.edges, ...rest], pageInfo };
    },
  };
}

/** Whether a post is still in the cache, and it or its working copy has the status of the list. */
function belongs(node: Reference, status: unknown, { canRead, readField }: FieldFunctionOptions) {
  if (!canRead(node)) return false;
  const own = readField('status', node);
  if (typeof status !== 'string' || own === undefined || own === status) return true;
  const copy = readField<Reference | null>('workingCopy', node);
  return Boolean(copy) && readField('status', copy ?? undefined) === status;
}

/** The known edges behind the end of a first page. */
function behind(known: List | undefined, { pageInfo }: List): readonly Edge[] {
  if (!known || !pageInfo?.endCursor) return [];
  const at = known.edges.findIndex(({ cursor }) => cursor === pageInfo.endCursor);
  return at === -1 ? [] : known.edges.slice(at + 1);
}
