// Serve the built blog with the API; `make blog` runs this.
//
//     node serve.js [--port 5190] [--api http://127.0.0.1:8000]
//
// If no API is running, it starts one that announces each change to the blog, and stops it at the end.
// Port 0 is any free port.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = path.dirname(fileURLToPath(import.meta.url));
const project = path.resolve(here, '../..');
const STARTED_WITHIN_SECONDS = 60;

const { values: given } = parseArgs({
  options: {
    port: { type: 'string', default: process.env.BLOG_PORT ?? '5190' },
    api: { type: 'string', default: process.env.API_URL ?? 'http://127.0.0.1:8000' },
  },
});

/** The port, or a free one for 0. */
async function portOf(wanted) {
  if (Number(wanted) !== 0) return Number(wanted);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** Start a process of its own group, so that Ctrl-C is passed on once, and wait until `url` responds. */
async function start(command, args, options, url) {
  const child = spawn(command, args, { ...options, detached: true });
  let ended = false;
  const end = once(child, 'exit').finally(() => (ended = true));
  let said = '';
  let ready = false;
  for (const stream of [child.stdout, child.stderr]) {
    // The output of a start is shown only if it fails.
    stream?.on('data', (data) => (ready ? process.stderr.write(data) : (said += data)));
  }
  const stop = async () => {
    if (!ended) child.kill('SIGTERM');
    await end;
  };
  for (let waited = 0; waited < STARTED_WITHIN_SECONDS * 10 && !ended; waited++) {
    ready = await responds(url);
    if (ready) return { stop, end, pid: child.pid };
    await sleep(100);
  }
  await stop();
  throw new Error(`${url} does not respond.\n${said}`);
}

const responds = (url) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

function startApi(api, site, secret) {
  const { hostname, port, protocol } = new URL(api);
  if (protocol !== 'http:' || !['127.0.0.1', 'localhost'].includes(hostname)) {
    throw new Error(`No API is running at ${api}. Start it, or use a URL of this machine.`);
  }
  const env = {
    LOG_LEVEL: 'WARNING',
    ...process.env,
    SITE_URL: site,
    FRONTEND_PREVIEW_URL: `${site}/preview`,
    WEBHOOK_URLS: `${site}/hooks`,
    WEBHOOK_SECRET: secret,
  };
  const args = ['serve', '--host', hostname, '--port', port || '80'];
  const options = { cwd: process.env.API_FOLDER ?? project, env, stdio: ['ignore', 'inherit', 'pipe'] };
  return start(path.join(project, '.venv/bin/cms-blog'), args, options, `${api}/ready`);
}

function startBlog(api, port, site, secret) {
  const env = { ...process.env, API_URL: api, SITE_URL: site, WEBHOOK_SECRET: secret, NEXT_TELEMETRY_DISABLED: '1' };
  const args = [path.join(here, 'node_modules/next/dist/bin/next'), 'start', '--hostname', '127.0.0.1', '--port', `${port}`];
  return start(process.execPath, args, { cwd: here, env, stdio: ['ignore', 'pipe', 'pipe'] }, `${site}/robots.txt`);
}

async function main() {
  const wanted = new URL(given.api);
  wanted.port = wanted.port === '0' ? await portOf(0) : wanted.port;
  const api = wanted.origin;
  const port = await portOf(given.port);
  const site = `http://127.0.0.1:${port}`;
  const secret = process.env.WEBHOOK_SECRET ?? `whsec_${randomBytes(32).toString('base64')}`;

  const running = await responds(`${api}/health`);
  const started = [];
  const stop = async (code) => {
    await Promise.allSettled(started.map((one) => one.stop()));
    process.exit(code);
  };
  process.once('SIGINT', () => void stop(0));
  process.once('SIGTERM', () => void stop(0));
  try {
    if (!running) started.push(await startApi(api, site, secret));
    started.push(await startBlog(api, port, site, secret));
  } catch (error) {
    console.error(error.message);
    await stop(1);
  }
  console.log(`
  API         ${api}${running ? '   (already running: new posts appear within a minute)' : `   process ${started[0].pid}`}
  The blog is at ${site}

  For a first post, run \`make demo\` in a second terminal. Stop with Ctrl-C.
`);
  // Without the API, cached pages are still served.
  await started.at(-1).end;
  await stop(1);
}

void main();
