import { describe, expect, it } from 'vitest';
import { nodes, pages, unwrap } from '../src/index.js';
import { all, blog, connect, newAuthor } from './people.js';

describe('a list', () => {
  it('is read by page or by item, as far as needed', async () => {
    let requests = 0;
    const counting: typeof fetch = (url, request) => {
      requests += 1;
      return fetch(url, request);
    };
    const author = await newAuthor(connect({ fetch: counting }));
    for (let number = 5; number > 0; number -= 1)
      await unwrap(author.saveBlog({ input: blog(`Number ${number}`) }));
    requests = 0;
    const lengths: number[] = [];
    for await (const page of author.blogs.pages({ first: 2, status: 'SAVED' }))
      lengths.push(page.nodes.length);
    expect([lengths, requests]).toEqual([[2, 2, 1], 3]);

    requests = 0;
    const titles: string[] = [];
    for await (const { title } of author.blogs.nodes({ first: 2 })) {
      titles.push(title);
      if (titles.length === 3) break;
    }
    expect([titles, requests]).toEqual([['Number 1', 'Number 2', 'Number 3'], 2]);

    const { pageInfo } = await author.blogs({ first: 3 });
    const rest = await all(author.blogs.nodes({ after: pageInfo.endCursor }));
    expect(rest.map(({ title }) => title)).toEqual(['Number 4', 'Number 5']);
  });

  it('can be empty or end with an error', async () => {
    const author = await newAuthor();
    expect(await all(author.blogs.nodes())).toEqual([]);
    expect(await all(author.blogs.pages())).toHaveLength(1);
    await expect(all(connect().blogs.nodes())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(author.blogs.nodes({}, { signal: AbortSignal.abort() }).next()).rejects.toThrow(
      /abort/,
    );
  });

  it('is read with a document of the caller', async () => {
    const author = await newAuthor();
    await unwrap(author.saveBlog({ input: blog('One') }));
    await unwrap(author.saveBlog({ input: blog('Two') }));
    type Data = {
      blogs: {
        nodes: { title: string }[];
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
      };
    };
    const text = `query Titles($after: String) {
      blogs(first: 1, after: $after) { nodes { title } pageInfo { hasNextPage endCursor } }
    }`;
    const page = async (after: string | null) =>
      (await author.request<Data, { after: string | null }>(text, { after })).blogs;
    expect((await all(nodes(page))).map(({ title }) => title)).toEqual(['Two', 'One']);
    expect(await all(pages(page))).toHaveLength(2);
  });

  it('ends if its cursor does not advance', async () => {
    const page = () =>
      Promise.resolve({ nodes: [1], pageInfo: { hasNextPage: true, endCursor: 'here' } });
    expect(await all(nodes(page))).toEqual([1, 1]);
    const lost = () =>
      Promise.resolve({ nodes: [1], pageInfo: { hasNextPage: true, endCursor: null } });
    expect(await all(nodes(lost))).toEqual([1]);
  });
});
