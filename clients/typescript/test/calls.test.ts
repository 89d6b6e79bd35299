import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { unwrap } from '../src/index.js';
import { renewedToken } from '../src/sessions.js';
import { connect, newAuthor, wishes } from './people.js';
import { type Proxy, proxyTo } from './proxy.js';

const TEXT = '{ viewer { email } }';

describe('a document', () => {
  it('that is an AST is refused with instructions', async () => {
    const ast = { kind: 'Document', definitions: [] } as never;
    await expect(connect().request(ast)).rejects.toThrow('documentMode: "string"');
    expect(() => connect().subscribe(ast)).toThrow(TypeError);
  });
});

describe('options of a call', () => {
  let proxy: Proxy;
  beforeAll(async () => {
    proxy = await proxyTo(inject('url'));
  });
  beforeEach(() => {
    proxy.seen.length = 0;
  });
  afterAll(() => proxy.stop());

  it('add headers, which replace those of the client', async () => {
    const client = connect({ url: proxy.url, headers: { 'X-Site': 'one', 'X-Page': 'a' } });
    await client.request(TEXT, {}, { headers: { 'x-site': 'two' } });
    const author = await newAuthor(client);
    for await (const _ of author.generateBlog.stream({ input: wishes }, { headers: { 'x-page': 'b' } })) break;
    const [query, , stream] = proxy.seen.map(({ headers }) => [headers['x-site'], headers['x-page']]);
    expect(query).toEqual(['two', 'a']);
    expect(stream).toEqual(['one', 'b']);
  });

  it('reach fetch, with those of the client', async () => {
    const seen: RequestInit[] = [];
    const client = connect({
      fetchOptions: { credentials: 'include', cache: 'no-store' },
      fetch: (url, init) => {
        seen.push(init ?? {});
        return fetch(url, init);
      },
    });
    await client.dashboardStats({}, { fetchOptions: { cache: 'reload' } }).catch(() => undefined);
    const author = await newAuthor(client);
    for await (const _ of author.generateBlog.stream({ input: wishes })) break;
    expect(seen[0]).toMatchObject({ method: 'POST', credentials: 'include', cache: 'reload' });
    expect(seen.at(-1)).toMatchObject({ method: 'POST', credentials: 'include', cache: 'no-store' });
  });
});

describe('a relative URL', () => {
  it.each([
    ['/graphql', '/graphql?'],
    ['/graphql?site=1', '/graphql?site=1&'],
  ])('%s works with GET', async (url, start) => {
    const urls: string[] = [];
    const client = connect({
      url,
      persistedQueries: 'GET',
      fetch: async (given) => {
        urls.push(String(given));
        return Response.json({ data: { viewer: null } });
      },
    });
    expect(await client.viewer()).toBeNull();
    expect(urls).toHaveLength(1);
    expect(urls[0]?.startsWith(`${start}variables=%7B%7D&extensions=`)).toBe(true);
  });
});

describe('a session', () => {
  const at = (seconds: number, accessToken: string) => ({
    accessToken,
    expiresAt: new Date(Date.now() + seconds * 1000).toISOString(),
  });

  it('is renewed by the server before it expires', async () => {
    const client = connect();
    const input = { name: 'Ida', email: `ida.${process.pid}@example.com`, password: 'a good password' };
    const { session } = await unwrap(client.signup({ input }));
    const renewed: string[] = [];
    const author = client.withSession(session, {
      renewBeforeSeconds: 10 ** 9,
      onRenew: ({ accessToken }) => renewed.push(accessToken),
    });
    expect((await author.viewer())?.email).toBe(input.email);
    expect(renewed).toHaveLength(1);
    expect((await client.withToken(renewed[0]).viewer())?.email).toBe(input.email);
  });

  it.each([
    ['is renewed at the bound', 600, true],
    ['is not renewed before the bound', 601, false],
    ['is not renewed after its expiry', 0, false],
  ])('%s', async (_, seconds, expected) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const renew = vi.fn(async () => at(3600, 'new'));
      const token = renewedToken(at(seconds, 'old'), renew) as () => Promise<string>;
      expect(await token()).toBe(expected ? 'new' : 'old');
      expect(renew.mock.calls).toEqual(expected ? [['old']] : []);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is renewed once for simultaneous requests, and again after a failure', async () => {
    const renew = vi.fn<(token: string) => Promise<{ accessToken: string; expiresAt: string }>>();
    renew.mockRejectedValueOnce(new Error('The server is away.')).mockResolvedValue(at(3600, 'new'));
    const token = renewedToken(at(60, 'old'), renew) as () => Promise<string>;
    expect(await Promise.all([token(), token()])).toEqual(['old', 'old']);
    expect(renew).toHaveBeenCalledTimes(1);
    expect(await Promise.all([token(), token()])).toEqual(['new', 'new']);
    expect(await token()).toBe('new');
    expect(renew).toHaveBeenCalledTimes(2);
  });
});
