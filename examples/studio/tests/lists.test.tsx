// @vitest-environment jsdom
import { NetworkStatus } from '@apollo/client';
import { cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConnectionList } from '../src/ui/list/ConnectionList';

afterEach(cleanup);

const connection = (ids: string[], hasNextPage = false) => ({
  totalCount: 3,
  edges: ids.map((id) => ({ node: { id } })),
  pageInfo: { hasNextPage, endCursor: 'c' },
});
const reading = (more: object = {}) => ({
  networkStatus: NetworkStatus.ready,
  refetch: vi.fn(() => Promise.resolve()),
  fetchMore: vi.fn(() => Promise.resolve()),
  ...more,
});
const list = (more: object) => (
  <ConnectionList
    label="Posts"
    className="posts"
    reading={reading()}
    connection={undefined}
    empty={<p>None.</p>}
    item={({ id }) => <p>Post {id}</p>}
    {...more}
  />
);

describe('a list', () => {
  it('shows a placeholder, no items, or the items and the number of all', () => {
    const { rerender } = render(list({}));
    expect(screen.getByText('Loading: Posts')).toBeTruthy();
    rerender(list({ connection: connection([]) }));
    expect(screen.getByText('None.')).toBeTruthy();
    rerender(list({ connection: connection(['1', '2']) }));
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
    expect(screen.getByText('2 of 3')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull();
  });

  it('loads more behind the last item', async () => {
    const now = reading();
    render(list({ connection: connection(['1'], true), reading: now }));
    await userEvent.click(screen.getByRole('button', { name: 'Load more' }));
    expect(now.fetchMore).toHaveBeenCalledWith({ variables: { after: 'c' } });
  });

  it('shows an error alone only if it has no items, and keeps them otherwise', async () => {
    const failed = reading({ error: new Error('offline') });
    const { rerender } = render(list({ reading: failed }));
    expect(screen.getByRole('alert').textContent).toMatch(/server is unreachable/);
    rerender(list({ reading: failed, connection: connection(['1']) }));
    expect(screen.getByText('Post 1')).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toMatch(/may be out of date/);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(failed.refetch).toHaveBeenCalledOnce();
  });

  it('takes over the focus of a removed item', async () => {
    function Shrinking() {
      const [ids, setIds] = useState(['1', '2']);
      return list({
        connection: connection(ids),
        item: ({ id }: { id: string }) => (
          <button type="button" onClick={() => setIds(ids.filter((each) => each !== id))}>
            Remove {id}
          </button>
        ),
      });
    }
    render(<Shrinking />);
    await userEvent.click(screen.getByRole('button', { name: 'Remove 1' }));
    await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByRole('group', { name: 'Posts' })));
  });
});
