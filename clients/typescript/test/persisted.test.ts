import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { unwrap } from '../src/index.js';
import { hashOf } from '../src/documents.js';
import { blog, connect, newAuthor, picture } from './people.js';
import { type Proxy, proxyTo } from './proxy.js';
import { type Server, serve } from './server.js';

describe('persisted queries', () => {
  let proxy: Proxy;
  beforeAll(async () => {
    proxy = await proxyTo(inject('url'));
  });
  beforeEach(() => {
    proxy.seen.length = 0;
  });
  afterAll(() => proxy.stop());

  /** Method of each request, and whether it has a text or a hash. */
  const sent = () =>
    proxy.seen.map(({ method, body, url }) => [
      method,
      /"query"|query=/.test(body + url) ? 'text' : 'hash',
    ]);

  it('are sent with their text once, then by hash', async () => {
    const client = connect({ url: proxy.url, persistedQueries: 'POST' });
    // The server does not know this query yet.
    const text = `query Q${process.pid} { viewer { email } }`;
    expect(await client.request(text)).toEqual({ viewer: null });
    expect(await client.request(text)).toEqual({ viewer: null });
    expect(sent()).toEqual([
      ['POST', 'hash'],
      ['POST', 'text'],
      ['POST', 'hash'],
    ]);
    const { extensions } = JSON.parse(proxy.seen[1]?.body ?? '{}');
    expect(extensions).toEqual({ persistedQuery: { version: 1, sha256Hash: await hashOf(text) } });
  });

  it('use GET if they are short queries', async () => {
    const client = await newAuthor(connect({ url: proxy.url, persistedQueries: 'GET' }));
    await unwrap(client.saveBlog({ input: blog('By POST') }));
    await client.blogs({ first: 3 });
    proxy.seen.length = 0;
    expect((await client.blogs({ first: 3 })).nodes).toHaveLength(1);
    await unwrap(client.saveBlog({ input: blog('By POST') }));
    expect(await client.blog({ id: 'x'.repeat(2_000) })).toBeNull();
    expect(sent()).toEqual([
      ['GET', 'hash'],
      ['POST', 'hash'],
      ['POST', 'hash'],
      ['POST', 'text'],
    ]);
    expect(proxy.seen[0]?.headers['apollo-require-preflight']).toBeUndefined();
  });

  it('can be cached by browsers when signed out', async () => {
    const statuses: [number, string | null][] = [];
    const noting: typeof fetch = async (url, request) => {
      const response = await fetch(url, request);
      statuses.push([response.status, response.headers.get('cache-control')]);
      return response;
    };
    const client = connect({ url: proxy.url, persistedQueries: 'GET', fetch: noting });
    await client.publishedBlogs({ first: 2 });
    await client.publishedBlogs({ first: 2 });
    expect(statuses.at(-1)).toEqual([
      200,
      'public, max-age=5, s-maxage=5, stale-while-revalidate=60',
    ]);
  });

  it('are sent as text with files', async () => {
    const author = await newAuthor(connect({ url: proxy.url, persistedQueries: 'POST' }));
    await unwrap(author.uploadImage({ input: { file: new Blob([picture]) } }));
    expect(proxy.seen.at(-1)?.headers['content-type']).toMatch(/^multipart\/form-data/);
  });
});

describe('a server with trusted documents only', () => {
  const home = fileURLToPath(new URL('..', import.meta.url));
  const folder = `node_modules/.built-${process.pid}`;
  let server: Server;
  beforeAll(async () => {
    execFileSync('npm', ['run', '--silent', 'build', '--', folder], { cwd: home });
    server = await serve({ TRUSTED_DOCUMENTS: `${home}${folder}/persisted-documents.json` });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(`${home}${folder}`, { recursive: true });
  });

  it.each(['POST', 'GET', undefined] as const)(
    'runs those of the client, sent by %s',
    async (persistedQueries) => {
      const options = persistedQueries ? { persistedQueries } : {};
      const author = await newAuthor(connect({ url: server.url, ...options }));
      await unwrap(author.saveBlog({ input: blog('Trusted') }));
      await unwrap(author.uploadImage({ input: { file: new Blob([picture]) } }));
      expect((await author.blogs()).nodes.map(({ title }) => title)).toEqual(['Trusted']);
      await expect(author.request('{ viewer { email } }')).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
    },
  );
});
