// Tests that every client must pass with every transport.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { LOG_IN, PAGE, SAVE, SIGN_UP, UPLOAD, VIEWER, WRITE, blog, wishes } from './documents.js';

export const serverUrl = process.env.SERVER_URL;
export const url = `${serverUrl}/graphql`;
export const socketUrl = url.replace('http', 'ws');

const PASSWORD = 'correct horse battery staple';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGM8EaDBwMAAAAbuAUJC7MHTAAAAAElFTkSuQmCC',
  'base64',
);

/** A file as from a file input of a browser. */
export const picture = () => new File([PNG], 'cover.png', { type: 'image/png' });

export const newAccount = () => ({
  name: 'Ada Author',
  email: `${randomUUID()}@example.com`,
  password: PASSWORD,
});

/** Access token of a new account, created without a client. */
export async function newToken() {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query: SIGN_UP, variables: { input: newAccount() } }),
  });
  return (await response.json()).data.signup.session.accessToken;
}

/** The token with another expiry, signed with the server's secret. */
export function ending(token, secondsFromNow) {
  const [head, body] = token.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url'));
  claims.exp = Math.floor(Date.now() / 1000) + secondsFromNow;
  const text = `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  const sign = createHmac('sha256', process.env.SERVER_SECRET).update(text);
  return `${text}.${sign.digest('base64url')}`;
}

/** Async iterator over a callback-style subscription. Leaving it unsubscribes. */
export async function* iterate(subscribe) {
  const waiting = [];
  let wake = () => {};
  const put = (item) => {
    waiting.push(item);
    wake();
  };
  const unsubscribe = subscribe({
    next: (value) => put({ value }),
    error: (error) => put({ error }),
    complete: () => put({ done: true }),
  });
  try {
    while (true) {
      while (waiting.length) {
        const item = waiting.shift();
        if (item.done) return;
        if (item.error) throw item.error;
        yield item.value;
      }
      await new Promise((resolve) => (wake = resolve));
    }
  } finally {
    unsubscribe();
  }
}

/** The errors of a request that must fail, as reported by the client. */
async function failing(client, request) {
  try {
    await request(client);
  } catch (thrown) {
    const errors = await client.errors(thrown);
    if (!errors) throw thrown;
    return errors;
  } finally {
    await client.close();
  }
  assert.fail('The request should have failed.');
}

/**
 * Test one client.
 *
 * `connect(token)` creates a client: `{ ask(document, variables), follow(document, variables),
 * errors(thrown), close() }`. `ask` returns the data, `follow` iterates over it. Both throw the
 * client's exception for top-level errors, from which `errors` extracts them.
 */
export function contract(name, connect, { uploads = false, streams = false, sockets = false } = {}) {
  describe(name, () => {
    let client;
    before(async () => {
      client = connect(await newToken());
    });
    after(() => client.close());

    it('signs up and logs in', async () => {
      const { email, password } = newAccount();
      const input = { name: 'Ada', email, password };
      const { signup } = await client.ask(SIGN_UP, { input });
      assert.equal(signup.__typename, 'SignupSuccess');
      const { login } = await client.ask(LOG_IN, { input: { email, password } });
      const own = connect(login.session.accessToken);
      const { viewer } = await own.ask(VIEWER, {}).finally(() => own.close());
      assert.deepEqual([viewer.email, viewer.user.name], [email, 'Ada']);
    });

    it('reads a page and the next one', async () => {
      for (const title of ['One', 'Two', 'Three']) {
        const { saveBlog } = await client.ask(SAVE, { input: blog(title) });
        assert.match(saveBlog.blog.content.html, /<em>text<\/em>/);
      }
      const first = (await client.ask(PAGE, { first: 2 })).blogs;
      const { endCursor, hasNextPage } = first.pageInfo;
      const next = (await client.ask(PAGE, { first: 2, after: endCursor })).blogs;
      const titles = [first, next].map((page) => page.edges.map((edge) => edge.node.title));
      assert.deepEqual(titles, [['Three', 'Two'], ['One']]);
      assert.deepEqual([hasNextPage, next.pageInfo.hasNextPage], [true, false]);
      assert.equal(next.totalCount, 3);
    });

    it('returns an expected failure as data', async () => {
      const { email, password } = newAccount();
      const { login } = await client.ask(LOG_IN, { input: { email, password } });
      assert.equal(login.__typename, 'InvalidCredentialsError');
      const { saveBlog } = await client.ask(SAVE, { input: blog(' ') });
      assert.equal(saveBlog.__typename, 'InvalidInputError');
      assert.deepEqual(saveBlog.fields.map((field) => field.path), [['title']]);
    });

    it('reports a top-level error with its extensions', async () => {
      const [error] = await failing(connect(null), (stranger) => stranger.ask(PAGE, { first: 2 }));
      assert.equal(error.extensions.code, 'UNAUTHENTICATED');
      assert.match(error.extensions.requestId, /\w/);
      assert.deepEqual(error.path, ['blogs']);
    });

    it('reports why a query is refused', async () => {
      const [error] = await failing(connect(null), (one) => one.ask('query Wrong { wrong }', {}));
      assert.equal(error.extensions.code, 'BAD_REQUEST');
      assert.match(error.message, /wrong/);
    });

    // WebSockets are closed instead: see graphql-ws.test.js.
    if (!sockets) {
      it('reports that the session has expired', async () => {
        const late = connect(ending(await newToken(), -60));
        const [error] = await failing(late, (client) => client.ask(VIEWER, {}));
        assert.equal(error.extensions.code, 'UNAUTHENTICATED');
      });
    }
    if (uploads) uploading(() => client);
    if (streams) streaming(() => client, connect);
    if (streams && !sockets) {
      it('reports that the session expired before a stream started', async () => {
        const late = connect(ending(await newToken(), -60));
        const [error] = await failing(late, (client) =>
          client.follow(WRITE, { input: wishes }).next(),
        );
        assert.equal(error.extensions.code, 'UNAUTHENTICATED');
      });
    }
  });
}

function uploading(current) {
  it('uploads an image', async () => {
    const { uploadImage } = await current().ask(UPLOAD, { input: { file: picture() } });
    assert.equal(uploadImage.__typename, 'UploadImageSuccess');
    const { width, height, mediaType, url: at } = uploadImage.image;
    assert.deepEqual([width, height, mediaType], [2, 1, 'image/png']);
    const served = await fetch(at);
    assert.equal(served.headers.get('content-type'), 'image/png');
    assert.equal((await served.arrayBuffer()).byteLength, uploadImage.image.bytes);
  });

  it('reports why a file is not an image', async () => {
    const file = new File(['Not a picture.'], 'cover.png', { type: 'image/png' });
    const { uploadImage } = await current().ask(UPLOAD, { input: { file } });
    assert.equal(uploadImage.__typename, 'UnusableImageError');
    assert.ok(uploadImage.mediaTypes.includes('image/png'));
  });
}

function streaming(current, connect) {
  it('streams a post to its end', async () => {
    const events = [];
    for await (const { generateBlog } of current().follow(WRITE, { input: wishes })) {
      events.push(generateBlog);
    }
    const last = events.pop();
    assert.equal(last.__typename, 'GenerateBlogSuccess');
    assert.ok(events.length > 3, `only ${events.length} deltas`);
    assert.deepEqual([...new Set(events.map((event) => event.__typename))], ['BlogDelta']);
    const text = events.map((event) => event.markdown).join('');
    const places = wishes.outline.map((heading) => text.indexOf(heading));
    assert.ok(places[0] >= 0 && places[0] < places[1], text);
    assert.ok(last.content.markdown.includes(text.trim()));
  });

  it('leaves streams early, repeatedly', async () => {
    // More often than the limit of concurrent operations.
    for (let left = 0; left < 5; left++) {
      // Different variables, because urql would share equal operations.
      const input = { ...wishes, title: `Compost, part ${left}` };
      for await (const { generateBlog } of current().follow(WRITE, { input })) {
        assert.equal(generateBlog.__typename, 'BlogDelta');
        break;
      }
    }
    assert.ok((await current().ask(VIEWER, {})).viewer);
  });

  it('receives an expected failure as a stream of one event', async () => {
    const events = [];
    const input = { ...wishes, title: ' ' };
    for await (const { generateBlog } of current().follow(WRITE, { input })) events.push(generateBlog);
    assert.deepEqual(events.map((event) => event.__typename), ['InvalidInputError']);
    assert.deepEqual(events[0].fields[0].path, ['title']);
  });

  it('reports that a stream needs a session', async () => {
    const [error] = await failing(connect(null), (stranger) =>
      stranger.follow(WRITE, { input: wishes }).next(),
    );
    assert.equal(error.extensions.code, 'UNAUTHENTICATED');
  });
}
