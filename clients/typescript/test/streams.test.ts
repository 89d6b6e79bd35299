import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { ConnectionError, RequestError, unwrap } from '../src/index.js';
import { all, connect, newAuthor, wishes } from './people.js';
import { type Proxy, proxyTo } from './proxy.js';
import { type Server, serve } from './server.js';

/** Stream a whole post: its deltas put together, and its final text. */
async function write(
  events: AsyncIterable<Event>,
): Promise<{ text: string; whole: string; runs: number }> {
  let text = '';
  let pieces = 0;
  const runs = new Set<string>();
  for await (const event of events) {
    if (event.__typename !== 'BlogDelta') {
      return { text, whole: unwrap(event).content.markdown, runs: runs.size };
    }
    runs.add(event.runId);
    expect(event.position).toBe((pieces += 1));
    text += event.markdown;
  }
  return expect.fail('The stream ended without its last event.');
}
type Event =
  ReturnType<
    Awaited<ReturnType<typeof newAuthor>>['generateBlog']['stream']
  > extends AsyncGenerator<infer E>
    ? E
    : never;

describe('a stream', () => {
  const client = connect();

  it('yields the deltas in order, then the whole post', async () => {
    const author = await newAuthor(client);
    const { text, whole } = await write(author.generateBlog.stream({ input: wishes }));
    expect(whole).toBe(text);
  });

  it('executes a document of the caller', async () => {
    const author = await newAuthor(client);
    const text = `subscription Write($input: GenerateBlogInput!) {
      generateBlog(input: $input) { __typename }
    }`;
    const seen = new Set<string>();
    type Data = { generateBlog: { __typename: string } };
    for await (const { generateBlog } of author.subscribe<Data, object>(text, { input: wishes })) {
      seen.add(generateBlog.__typename);
    }
    expect([...seen]).toEqual(['BlogDelta', 'GenerateBlogSuccess']);
  });

  it('yields a failure as an event', async () => {
    const author = await newAuthor(client);
    const events = author.generateBlog.stream({ input: { ...wishes, title: ' ' } });
    expect((await events.next()).value).toMatchObject({ __typename: 'InvalidInputError' });
    expect((await events.next()).done).toBe(true);
  });

  it('is refused with a code, for example for an invalid token', async () => {
    for (const token of [undefined, 'nonsense']) {
      const error = await write(client.withToken(token).generateBlog.stream({ input: wishes })).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(RequestError);
      expect(error).toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });

  it('ends when its signal is aborted', async () => {
    const author = await newAuthor(client);
    const reason = new Error('The page was left.');
    const controller = new AbortController();
    const events = author.generateBlog.stream({ input: wishes }, { signal: controller.signal });
    expect((await events.next()).value).toMatchObject({ position: 1 });
    controller.abort(reason);
    await expect(events.next()).rejects.toBe(reason);
    await expect(
      author.generateBlog.stream({ input: wishes }, { signal: controller.signal }).next(),
    ).rejects.toBe(reason);
  });

  it('ends when its client is closed', async () => {
    const author = await newAuthor(client);
    const events = author.generateBlog.stream({ input: wishes });
    await events.next();
    author.close();
    await expect(all(events)).rejects.toThrow('The client was closed.');
    await expect(author.generateBlog.stream({ input: wishes }).next()).rejects.toThrow(
      'The client was closed.',
    );
    expect(await author.viewer()).not.toBeNull();
  });
});

describe('leaving the loop', () => {
  let server: Server;
  beforeAll(async () => {
    // The limit is one stream: one that continued after its loop would block the next.
    server = await serve({ LIMITS: '{"max_operations_per_client": 1}' });
  });
  afterAll(() => server.stop());

  it('cancels the work on the server', async () => {
    const author = await newAuthor(connect({ url: server.url }));
    for (let times = 0; times < 3; times += 1) {
      for await (const event of author.generateBlog.stream({ input: wishes })) {
        expect(event).toMatchObject({ position: 1 });
        break;
      }
    }
    const { whole } = await write(author.generateBlog.stream({ input: wishes }));
    expect(whole).not.toBe('');
  });
});

describe('a lost connection', () => {
  let proxy: Proxy;
  beforeAll(async () => {
    proxy = await proxyTo(inject('url'));
  });
  afterAll(() => proxy.stop());

  it('is reopened, and the stream resumes', async () => {
    const author = await newAuthor(connect({ url: proxy.url }));
    proxy.cuts.push(5, 1, 4);
    const { text, whole, runs } = await write(author.generateBlog.stream({ input: wishes }));
    expect(proxy.streams()).toBe(4);
    expect(runs).toBe(1);
    expect(whole).toBe(text);
  });

  it('is an error if the stream can not be resumed', async () => {
    const author = await newAuthor(connect({ url: proxy.url }));
    proxy.cuts.push(3);
    const text = `subscription Write($input: GenerateBlogInput!) {
      generateBlog(input: $input) { __typename }
    }`;
    const events = author.subscribe(text, { input: wishes });
    await expect(all(events)).rejects.toBeInstanceOf(ConnectionError);
  });

  it('is an error after several attempts', async () => {
    const author = await newAuthor(connect({ url: proxy.url }));
    const before = proxy.streams();
    proxy.cuts.push(0, 0, 0, 0);
    await expect(write(author.generateBlog.stream({ input: wishes }))).rejects.toBeInstanceOf(ConnectionError);
    expect(proxy.streams() - before).toBe(4);
  });
});

describe('a killed server', () => {
  it('continues after the text of the client', async () => {
    const first = await serve();
    const proxy = await proxyTo(first.url);
    let onRetry = (): void => {};
    const lost = new Promise<void>((resolve) => (onRetry = resolve));
    const retry = { maxAttempts: 1_000, maxTotalDelaySeconds: 1_000, onRetry: () => onRetry() };
    const author = await newAuthor(connect({ url: proxy.url, retry }));
    proxy.cuts.push(6);
    const following = write(author.generateBlog.stream({ input: wishes }));
    await lost;
    proxy.target = null;
    first.process.kill('SIGKILL');
    const second = await serve({}, first.folder);
    proxy.target = second.url;
    const { text, whole, runs } = await following;
    expect(runs).toBe(2);
    expect(whole).toBe(text);
    await Promise.all([proxy.stop(), second.stop()]);
  });
});

describe('a hanging server', () => {
  it('is a ConnectionError, before and after connecting', async () => {
    const server = await serve();
    const retries: string[] = [];
    const onRetry = (_: number, { message }: Error) => retries.push(message);
    const options = { url: server.url, retry: { maxAttempts: 2, onRetry } };
    const author = await newAuthor(connect(options));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const events = author.generateBlog.stream({ input: wishes });
      await events.next();
      server.process.kill('SIGSTOP');
      const ended = all(events).catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(25_000);
      expect(retries).toEqual([`${server.url} is unreachable.`]);
      await vi.advanceTimersByTimeAsync(500);
      await vi.advanceTimersByTimeAsync(25_000);
      expect(await ended).toMatchObject({
        name: 'ConnectionError',
        message: `${server.url} is unreachable.`,
      });
    } finally {
      vi.useRealTimers();
      server.process.kill('SIGCONT');
      await server.stop();
    }
  });
});
