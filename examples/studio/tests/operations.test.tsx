// @vitest-environment jsdom
import { gql, type FragmentType, type TypedDocumentNode } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { act, cleanup, render, renderHook, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useAction } from '../src/api/useAction';
import { AccountParts, SuspendAccount } from '../src/administration/documents';
import type { CoverFragment } from '../src/gql/graphql';
import { Cover } from '../src/ui/text/Cover';
import { apiOf } from './support/api';

afterEach(cleanup);

const account = (suspended: boolean) => ({
  __typename: 'Account',
  id: '1',
  email: 'a@b.example',
  emailVerified: true,
  role: 'USER',
  suspended,
  lastLoginAt: null,
  user: { __typename: 'User', id: '1', name: 'A' },
  stats: { __typename: 'AccountStats', total: 1, published: 0 },
});
const suspended = { result: { __typename: 'SuspendAccountSuccess', account: account(true) } };
const refused = { result: { __typename: 'AdminNeededError', message: 'An admin must remain.' } };

describe('an action', () => {
  const start = (answers = {}, options = {}) => {
    const api = apiOf(answers);
    const hook = renderHook(() => useAction(SuspendAccount, options), { wrapper: api.wrapper });
    return { ...api, ...hook, action: () => hook.result.current };
  };

  it('returns the success, and writes it to the cache', async () => {
    const { action, client, sent } = start({ SuspendAccount: () => suspended });
    const success = await act(() => action().run({ id: '1' }));
    expect(success?.__typename).toBe('SuspendAccountSuccess');
    expect(action()).toMatchObject({ busy: false, problem: null, failure: null });
    expect(sent).toEqual([{ name: 'SuspendAccount', variables: { id: '1' } }]);
    const known = client.readFragment({ id: 'Account:1', fragment: AccountParts });
    expect(known?.suspended).toBe(true);
  });

  it('has the failure and its message until it is cleared or run again', async () => {
    const { action } = start({ SuspendAccount: () => refused });
    expect(await act(() => action().run({ id: '1' }))).toBeNull();
    expect(action().problem?.message).toBe('An admin must remain.');
    expect(action().failure?.__typename).toBe('AdminNeededError');
    act(() => action().clear());
    expect(action()).toMatchObject({ problem: null, failure: null });
  });

  it('has the exception as a problem', async () => {
    const offline = () => {
      throw new TypeError('fetch failed');
    };
    const { action } = start({ SuspendAccount: offline });
    expect(await act(() => action().run({ id: '1' }))).toBeNull();
    expect(action().problem).toMatchObject({ passing: true });
    expect(action().failure).toBeNull();
  });

  it('runs once at a time, and is cancelled without a problem', async () => {
    const { action, sent } = start();
    let first: Promise<unknown> = Promise.resolve();
    act(() => void (first = action().run({ id: '1' })));
    expect(action().busy).toBe(true);
    expect(await action().run({ id: '1' })).toBeNull();
    expect(sent).toHaveLength(1);
    act(() => action().clear());
    expect(action().busy).toBe(true);
    await act(async () => {
      action().cancel();
      expect(await first).toBeNull();
    });
    expect(action()).toMatchObject({ busy: false, problem: null });
  });

  it.each([
    [true, true],
    [false, false],
  ])('with cancelOnLeave %s is cancelled with its page: %s', async (cancelOnLeave, cancelled) => {
    const { action, unmount } = start({}, { cancelOnLeave });
    const ended = vi.fn();
    act(() => void action().run({ id: '1' }).then(ended));
    unmount();
    await new Promise((done) => setTimeout(done));
    expect(ended.mock.calls.length > 0).toBe(cancelled);
  });
});

describe('a fragment', () => {
  type Post = { readonly id: string } & FragmentType<CoverFragment>;
  const QUERY: TypedDocumentNode<{ readonly blog: Post | null }, { id: string }> = gql`
    query CoverOfPost($id: ID!) {
      blog(id: $id) {
        id
        ...Cover
      }
    }
    fragment Cover on Article {
      coverImageUrl
      coverImage {
        width
        height
        srcset
      }
    }
  `;
  const blog = {
    __typename: 'Blog',
    id: '1',
    coverImageUrl: '/a.png',
    coverImage: { __typename: 'Image', width: 16, height: 9, srcset: '/a-480.png 480w' },
  };

  it('is read by its component alone, and followed there', async () => {
    const seen: unknown[] = [];
    function Page() {
      const { data } = useQuery(QUERY, { variables: { id: '1' } });
      if (!data?.blog) return null;
      seen.push({ ...data.blog });
      return <Cover article={data.blog} alt="A pot" sizes="50vw" />;
    }
    const { client, wrapper } = apiOf({ CoverOfPost: () => ({ blog }) });
    render(<Page />, { wrapper });
    const image = await screen.findByAltText<HTMLImageElement>('A pot');
    expect([image.getAttribute('src'), image.srcset, image.sizes]).toEqual([
      '/a.png',
      '/a-480.png 480w',
      '50vw',
    ]);
    const fragment = gql`
      fragment NewCover on Blog {
        coverImageUrl
      }
    `;
    act(() => {
      client.writeFragment({
        id: 'Blog:1',
        fragment,
        data: { __typename: 'Blog', coverImageUrl: '/b.png' },
      });
    });
    await vi.waitFor(() => expect(image.getAttribute('src')).toBe('/b.png'));
    expect(seen).toEqual([{ __typename: 'Blog', id: '1' }]);
  });
});
