import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { kindOf } from '../src/documents.js';
import { ConnectionError, RequestError, unwrap } from '../src/index.js';
import { blog, connect, newAuthor } from './people.js';
import { type Proxy, proxyTo } from './proxy.js';
import { type Server, serve } from './server.js';

describe('RATE_LIMITED', () => {
  let server: Server;
  beforeAll(async () => {
    // A window that five requests at once fall into on a slow machine, too.
    server = await serve({ RATE_LIMIT_REQUESTS: '2/5 second', RATE_LIMIT_GENERATIONS: '1/hour' });
  });
  afterAll(() => server.stop());

  it('is retried by queries and mutations until all succeed', async () => {
    const waits: number[] = [];
    const retry = { maxAttempts: 10, onRetry: (seconds: number) => waits.push(seconds) };
    const author = await newAuthor(connect({ url: server.url, retry }));
    const calls = [0, 1, 2].map((number) => unwrap(author.saveBlog({ input: blog(`Number ${number}`) })));
    await Promise.all([...calls, author.dashboardStats()]);
    expect((await author.dashboardStats()).saved).toBe(3);
    expect(waits.length).toBeGreaterThan(0);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(1);
  });

  it('fails immediately if the wait is too long or retries are disabled', async () => {
    const author = await newAuthor(connect({ url: server.url, retry: { maxAttempts: 10 } }));
    const { brief } = blog('');
    await unwrap(author.generateIdeas({ input: { brief } }));
    const error = await author.generateIdeas({ input: { brief } }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ code: 'RATE_LIMITED' });
    expect((error as RequestError).retryAfterSeconds).toBeGreaterThan(30);
    const many = Array.from({ length: 4 }, () => author.viewer({}, { retry: false }));
    const results = await Promise.allSettled(many);
    expect(results.some(({ status }) => status === 'rejected')).toBe(true);
    // The first of several fields may have been executed, so only the caller can retry.
    const both = `mutation ($i: GenerateIdeasInput!) {
      a: logoutEverywhere { __typename }
      b: generateIdeas(input: $i) { __typename }
    }`;
    await expect(author.request(both, { i: { brief } })).rejects.toMatchObject({
      code: 'RATE_LIMITED',
    });
  });
});

describe('a server that is briefly unavailable', () => {
  let proxy: Proxy;
  beforeAll(async () => {
    proxy = await proxyTo(inject('url'));
  });
  afterEach(() => {
    proxy.faults.length = 0;
    proxy.seen.length = 0;
  });
  afterAll(() => proxy.stop());

  it('is retried by queries', async () => {
    const waits: string[] = [];
    const onRetry = (_: number, error: Error) => waits.push(error.name);
    const client = connect({ url: proxy.url, retry: { onRetry } });
    proxy.faults.push('unavailable', 'refuse', 'page');
    expect(await client.viewer()).toBeNull();
    expect(waits).toEqual(['RequestError', 'ConnectionError', 'ConnectionError']);
  });

  it('is tried four times at most', async () => {
    proxy.faults.push(...Array<'refuse'>(9).fill('refuse'));
    await expect(connect({ url: proxy.url }).viewer()).rejects.toBeInstanceOf(ConnectionError);
    expect(proxy.seen).toHaveLength(4);
  });

  it('saves a blog once, whichever message is lost', async () => {
    const author = await newAuthor(connect({ url: proxy.url }));
    proxy.faults.push('lose', 'unavailable', 'lose');
    const { blog: saved } = await unwrap(author.saveBlog({ input: blog('Once') }));
    expect((await author.blogs()).nodes.map(({ id }) => id)).toEqual([saved.id]);
    // Another call creates another blog, even with the same text.
    await unwrap(author.saveBlog({ input: blog('Once') }));
    expect((await author.dashboardStats()).saved).toBe(2);
  });

  it('keeps the key of the caller', async () => {
    const author = await newAuthor(connect({ url: proxy.url }));
    const input = { ...blog('Mine'), idempotencyKey: 'my-key' };
    const [first, second] = [
      await unwrap(author.saveBlog({ input })),
      await unwrap(author.saveBlog({ input })),
    ];
    expect(second.blog.id).toBe(first.blog.id);
  });

  it('edits a blog once', async () => {
    const author = await newAuthor(connect({ url: proxy.url }));
    const { blog: saved } = await unwrap(author.saveBlog({ input: blog('Before') }));
    proxy.faults.push('lose');
    const edit = { expectedRevision: 1, title: 'After' };
    expect((await unwrap(author.updateBlog({ id: saved.id, input: edit }))).blog).toMatchObject({
      revision: 2,
      title: 'After',
    });
  });

  it('is not retried by mutations that are not idempotent', async () => {
    proxy.faults.push('lose');
    const input = {
      name: 'Ada',
      email: `lost.${process.pid}@example.com`,
      password: 'a good password',
    };
    await expect(connect({ url: proxy.url }).signup({ input })).rejects.toBeInstanceOf(ConnectionError);
    proxy.faults.push('unavailable');
    await expect(connect({ url: proxy.url }).signup({ input })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    expect(proxy.seen).toHaveLength(2);
  });

  it('derives from a document of the caller whether it can be retried', async () => {
    const client = connect({ url: proxy.url });
    proxy.faults.push('refuse');
    expect(await client.request('# mutation\n{ viewer { email } }')).toEqual({ viewer: null });
    proxy.faults.push('refuse');
    const text =
      'fragment Said on UserError { message } mutation Query { logoutEverywhere { __typename } }';
    await expect(client.request(text)).rejects.toBeInstanceOf(ConnectionError);
  });
});

it.each([
  ['query', '{ viewer { email } }'],
  ['query', '# mutation {\n query Mutation($a: In = { b: 1 }) { a }'],
  ['mutation', 'fragment query on User { id } mutation { a }'],
  ['query', 'fragment mutation on User { subscription { id } } query { a }'],
  ['mutation', 'fragment A on B { c(d: "}", e: """ } """) } mutation M { a }'],
  ['subscription', '\n  subscription S($q: Q = { mutation: 1 }) { a }'],
  ['query', ''],
])('knows a %s: %s', (kind, text) => {
  expect(kindOf(text)).toBe(kind);
});
