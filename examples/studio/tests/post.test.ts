import { InMemoryCache, gql } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { describe, expect, it, vi } from 'vitest';
import { changesOf, isChanged, rebased, type Draft } from '../src/editor/draft/draft';
import type { MovedPost } from '../src/post/documents';

// The modules below read the session from localStorage.
vi.stubGlobal('localStorage', {
  getItem: () =>
    JSON.stringify({
      token: 't',
      expiresAt: '2999-01-01T00:00:00Z',
      userId: 'me',
      name: 'n',
      email: 'e',
    }),
});
vi.stubGlobal('addEventListener', () => undefined);
const { createCache } = await import('../src/api/cache');
const { forget, recount } = await import('../src/post/workflow/moves');
const { parseEdit } = await import('../src/editor/draft/useKeptDraft');
const { problemOfError } = await import('../src/api/problems');

const draft: Draft = {
  revision: 3,
  title: 'Compost',
  markdown: '# Compost\n\n![A heap](/uploads/a.png)\n\nText.',
  coverImageUrl: '/uploads/a.png',
  metaTitle: 'Compost',
  metaDescription: 'How to.',
  coverImageAlt: 'A heap',
  tags: 'Herbs, Roof gardens',
  receipts: [],
};

describe('an edit', () => {
  it('sends the changed fields and its revision', () => {
    expect(changesOf(draft, draft)).toEqual({ expectedRevision: 3 });
    expect(isChanged(draft, draft)).toBe(false);
    const edited = { ...draft, title: 'Soil', metaTitle: ' ' };
    expect(changesOf(edited, draft)).toEqual({
      expectedRevision: 3,
      title: 'Soil',
      metaTitle: null,
    });
  });

  it('sends changed tags as a list', () => {
    expect(changesOf({ ...draft, tags: ' Sun,, Water، ظل ' }, draft)).toEqual({
      expectedRevision: 3,
      tags: ['Sun', 'Water', 'ظل'],
    });
    expect(changesOf({ ...draft, tags: ' ' }, draft).tags).toEqual([]);
  });

  it('keeps only its own changes on top of a newer version', () => {
    const mine = { ...draft, title: 'Soil' };
    const newer = { ...draft, revision: 5, tags: 'Worms', markdown: 'Newer.' };
    expect(rebased(mine, draft, newer)).toEqual({ ...newer, title: 'Soil' });
    expect(changesOf(rebased(mine, draft, newer), newer)).toEqual({
      expectedRevision: 5,
      title: 'Soil',
    });
  });

  it.each([
    [null],
    ['{'],
    ['null'],
    ['{}'],
    [JSON.stringify({ draft })],
    [JSON.stringify({ draft, base: { ...draft, revision: 'x' } })],
  ])('stored as %s is invalid', (kept) => expect(parseEdit(kept)).toBeNull());

  it('is restored from storage with its base', () => {
    const edit = { base: draft, draft: { ...draft, title: 'Soil' } };
    expect(parseEdit(JSON.stringify(edit))).toEqual(edit);
  });
});

const LISTS = gql`
  query Lists {
    all: blogs(status: null) {
      totalCount
      edges {
        node {
          id
          status
        }
      }
    }
    saved: blogs(status: SAVED) {
      totalCount
      edges {
        node {
          id
          status
        }
      }
    }
    pending: blogs(status: PENDING) {
      totalCount
      edges {
        node {
          id
          status
        }
      }
    }
    dashboardStats {
      total
      saved
      pending
      published
      rejected
    }
  }
`;

const list = (...ids: string[]) => ({
  __typename: 'BlogConnection',
  totalCount: ids.length,
  edges: ids.map((id) => ({
    __typename: 'BlogEdge',
    node: { __typename: 'Blog', id, status: 'SAVED' },
  })),
});

function filled(): InMemoryCache {
  const cache = createCache();
  const data = {
    all: list('1', '2'),
    saved: list('1', '2'),
    pending: list(),
    dashboardStats: {
      __typename: 'DashboardStats',
      total: 2,
      saved: 2,
      pending: 0,
      published: 0,
      rejected: 0,
    },
  };
  cache.writeQuery({ query: LISTS, data });
  return cache;
}

const post = (author: string) =>
  ({ id: '1', status: 'SAVED', author: { id: author } }) as unknown as MovedPost;

describe('a post that changes its status', () => {
  const read = (cache: InMemoryCache, name: string) =>
    cache.readQuery<Record<string, { totalCount: number; edges: { node: { id: string } }[] }>>({
      query: LISTS,
      returnPartialData: true,
    })?.[name];

  const becomes = (cache: InMemoryCache, status: string, copy: string | null = null) => {
    const workingCopy = copy && { __typename: 'WorkingCopy', id: '1', status: copy };
    cache.writeFragment({
      id: 'Blog:1',
      fragment: gql`
        fragment Changed on Blog {
          status
          workingCopy {
            id
            status
          }
        }
      `,
      data: { __typename: 'Blog', status, workingCopy },
    });
  };
  const ids = (cache: InMemoryCache, name: string) =>
    read(cache, name)?.edges.map(({ node }) => node.id);

  it('leaves the list of its old status, and stays in that of all', () => {
    const cache = filled();
    becomes(cache, 'PENDING');
    recount(cache, post('me'), 'PENDING');
    expect(ids(cache, 'saved')).toEqual(['2']);
    expect(read(cache, 'saved')?.totalCount).toBe(1);
    expect(ids(cache, 'all')).toEqual(['1', '2']);
    expect(read(cache, 'dashboardStats')).toMatchObject({ total: 2, saved: 1, pending: 1 });
  });

  it('stays in the list of the status of its working copy', () => {
    const cache = filled();
    becomes(cache, 'PUBLISHED', 'SAVED');
    expect(ids(cache, 'saved')).toEqual(['1', '2']);
    becomes(cache, 'PUBLISHED', 'EDITING');
    expect(ids(cache, 'saved')).toEqual(['2']);
  });

  it('returns when an optimistic update is reverted', () => {
    const cache = filled();
    cache.recordOptimisticTransaction((layer) => becomes(layer as InMemoryCache, 'PENDING'), 'sending');
    const optimistic = () =>
      cache.readQuery<{ saved: { totalCount: number } }>({ query: LISTS }, true)?.saved.totalCount;
    expect(optimistic()).toBe(1);
    cache.removeOptimistic('sending');
    expect(optimistic()).toBe(2);
  });

  it('is counted once when its list is read again after it left', () => {
    const cache = filled();
    becomes(cache, 'PENDING');
    cache.writeQuery({
      query: LISTS,
      data: { ...cache.readQuery<object>({ query: LISTS }), saved: list('2') },
    });
    expect(read(cache, 'saved')).toMatchObject({ totalCount: 1 });
    expect(ids(cache, 'saved')).toEqual(['2']);
  });

  it('leaves all lists and the total when it is deleted', () => {
    const cache = filled();
    forget(cache, post('me'));
    expect(ids(cache, 'all')).toEqual(['2']);
    expect(read(cache, 'all')?.totalCount).toBe(1);
    expect(read(cache, 'dashboardStats')).toMatchObject({ total: 1, saved: 1 });
  });

  it.each([
    ['it has another author', 'another', 'PENDING'],
    ['its status stays', 'me', 'SAVED'],
  ] as const)('does not change the counts if %s', (_, author, to) => {
    const cache = filled();
    recount(cache, post(author), to);
    expect(read(cache, 'dashboardStats')).toMatchObject({ saved: 2, pending: 0 });
  });

  it('changes nothing in an empty cache', () => {
    const cache = createCache();
    forget(cache, post('me'));
    expect(cache.extract()).toEqual({});
  });
});

describe('an exception of an operation', () => {
  const failed = (extensions: Record<string, unknown>) =>
    problemOfError(new CombinedGraphQLErrors({ errors: [{ message: 'No.', extensions }] }));

  it('has the time of the next attempt', () => {
    expect(failed({ code: 'RATE_LIMITED', retryAfterSeconds: 7 })).toMatchObject({
      message: 'No.',
      retryAfter: 7,
      passing: true,
    });
    expect(failed({ code: 'UNAVAILABLE', retryAfterSeconds: 2 }).passing).toBe(true);
    expect(failed({ code: 'FORBIDDEN' }).passing).toBe(false);
  });

  it('has the request id after an internal error', () => {
    expect(failed({ code: 'INTERNAL_SERVER_ERROR', requestId: 'r1' }).requestId).toBe('r1');
    expect(failed({ code: 'FORBIDDEN', requestId: 'r1' }).requestId).toBeNull();
  });

  it('is temporary if there is no response', () => {
    expect(problemOfError(new TypeError('fetch failed'))).toMatchObject({ passing: true });
  });
});

describe('a list', () => {
  const PAGE = gql`
    query Page($after: String) {
      publishedBlogs(first: 2, after: $after) {
        totalCount
        edges {
          node {
            id
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `;
  const page = (ids: string[], endCursor: string, hasNextPage: boolean) => ({
    publishedBlogs: {
      __typename: 'BlogConnection',
      totalCount: 4,
      edges: ids.map((id) => ({ __typename: 'BlogEdge', node: { __typename: 'Blog', id } })),
      pageInfo: { __typename: 'PageInfo', hasNextPage, endCursor },
    },
  });
  const shown = (cache: InMemoryCache) => {
    const data = cache.readQuery<ReturnType<typeof page>>({ query: PAGE });
    return data?.publishedBlogs;
  };
  const twoPages = () => {
    const cache = createCache();
    cache.writeQuery({ query: PAGE, data: page(['1', '2'], 'b', true) });
    cache.writeQuery({
      query: PAGE,
      variables: { after: 'b' },
      data: page(['3', '4'], 'd', false),
    });
    return cache;
  };

  it('keeps the loaded pages when the first one is read again', () => {
    const cache = twoPages();
    cache.writeQuery({ query: PAGE, data: page(['0', '2'], 'b', true) });
    expect(shown(cache)?.edges.map(({ node }) => node.id)).toEqual(['0', '2', '3', '4']);
    expect(shown(cache)?.pageInfo).toMatchObject({ hasNextPage: false, endCursor: 'd' });
  });

  it('starts again if the end of the first page is new', () => {
    const cache = twoPages();
    cache.writeQuery({ query: PAGE, data: page(['8', '9'], 'x', true) });
    expect(shown(cache)?.edges.map(({ node }) => node.id)).toEqual(['8', '9']);
    expect(shown(cache)?.pageInfo).toMatchObject({ hasNextPage: true, endCursor: 'x' });
  });
});
