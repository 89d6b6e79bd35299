import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type Server as HttpServer, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture, wishes } from './people.js';
import { type Server, serve } from './server.js';

const home = fileURLToPath(new URL('..', import.meta.url));
const chromium = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);

// A page that uses the built package without a bundler.
const page = (url: string) => `<!doctype html>
<script type="importmap">
  { "imports": {
    "cms-blog-client": "/built/index.js",
    "cms-blog-client/operations": "/built/generated/operations.js",
    "graphql-sse": "/graphql-sse/client.mjs"
  } }
</script>
<script type="module">
  import { createClient, unwrap } from 'cms-blog-client';
  import * as operations from 'cms-blog-client/operations';
  const found = {};
  try {
    const client = createClient({ url: '${url}', persistedQueries: 'GET' }, operations);
    const input = { name: 'Bo', email: 'bo@example.com', password: 'a good password' };
    const { session } = await unwrap(client.signup({ input }));
    const author = client.withToken(session.accessToken);
    found.name = (await author.viewer()).user.name;
    const picture = Uint8Array.from(atob('${picture.toString('base64')}'), (letter) => letter.charCodeAt(0));
    const { image } = await unwrap(author.uploadImage({ input: { file: new Blob([picture]) } }));
    found.width = image.width;
    for await (const event of author.generateBlog.stream({ input: ${JSON.stringify(wishes)} })) {
      found.events = (found.events ?? 0) + 1;
      found.last = event.__typename;
    }
    await author.deleteBlog({ id: 'nothing' }).then(unwrap).catch((error) => (found.error = error.name));
  } catch (error) {
    found.failed = String(error);
  }
  await fetch('/found', { method: 'POST', body: JSON.stringify(found) });
</script>`;

describe.skipIf(chromium === undefined)('in a browser', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cms-blog-browser-'));
  let site: HttpServer;
  let server: Server;
  let browser: ChildProcess;
  let found: Promise<unknown>;

  beforeAll(async () => {
    execFileSync('npm', ['run', '--silent', 'build', '--', path.join(folder, 'built')], {
      cwd: home,
    });
    found = new Promise((resolve) => {
      site = createServer((request, response) => {
        const { pathname } = new URL(request.url ?? '/', 'http://localhost');
        if (request.method === 'POST') {
          void request
            .toArray()
            .then((pieces) => resolve(JSON.parse(Buffer.concat(pieces).toString())));
          response.end();
          return;
        }
        const file = pathname.startsWith('/built/')
          ? path.join(folder, pathname)
          : path.join(home, 'node_modules/graphql-sse/lib', path.basename(pathname));
        const script = /\.m?js$/.test(pathname);
        response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
        response.end(script ? readFileSync(file) : page(server.url));
      });
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    server = await serve({ CORS_ORIGINS: origin });
    const flags = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${folder}/profile`,
    ];
    browser = spawn(chromium ?? '', [...flags, origin], { stdio: 'ignore' });
  });

  afterAll(async () => {
    browser.kill('SIGKILL');
    site.closeAllConnections();
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('signs up, uploads, streams and fails on a page of another origin', async () => {
    expect(await found).toMatchObject({
      name: 'Bo',
      width: 1,
      events: expect.any(Number),
      last: 'GenerateBlogSuccess',
      error: 'NotFoundError',
    });
  });
});
