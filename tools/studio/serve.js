// Build the Studio and serve it with the API at one address; `make studio` runs this.
//
//     node tools/studio/serve.js [--port 5180] [--api http://127.0.0.1:8000] [--trusted]
//
// If no API is running, it starts one and stops it at the end. With --trusted, the Studio sends only
// hashes of its documents, and an API that is started here accepts no others.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const here = path.dirname(fileURLToPath(import.meta.url));
const project = path.resolve(here, '../..');
const studio = path.join(project, 'examples/studio');
const command = path.join(project, '.venv/bin/cms-blog');
const manifest = path.join(studio, 'src/gql/persisted-documents.json');
const passwordFile = path.join(here, '.demo-admin');
const ADMIN = 'admin@example.com';
const STARTED_WITHIN_SECONDS = 60;

const { values: given } = parseArgs({
  options: {
    port: { type: 'string', default: process.env.STUDIO_PORT ?? '5180' },
    api: { type: 'string', default: process.env.API_URL ?? 'http://127.0.0.1:8000' },
    trusted: { type: 'boolean', default: false },
  },
});
const api = given.api.replace(/\/+$/, '');
const port = Number(given.port);

const answers = (at) =>
  fetch(`${api}${at}`).then(
    ({ ok }) => ok,
    () => false,
  );

/** Start the API and wait until it is ready. Resolves to a function that stops it. */
async function startApi() {
  const { hostname, port: apiPort, protocol } = new URL(api);
  if (protocol !== 'http:' || !['127.0.0.1', 'localhost'].includes(hostname)) {
    throw new Error(`No API is running at ${api}. Start it, or use a URL of this machine.`);
  }
  const server = spawn(command, ['serve', '--host', hostname, '--port', apiPort || '80'], {
    cwd: project,
    stdio: ['ignore', 'inherit', 'pipe'],
    // A separate process group: Ctrl-C is passed on once, by this process.
    detached: true,
    env: {
      ...process.env,
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'WARNING',
      ...(given.trusted && { TRUSTED_DOCUMENTS: manifest }),
    },
  });
  // The start-up output is shown only if the start fails.
  let said = '';
  let ready = false;
  server.stderr.on('data', (data) => {
    if (ready) process.stderr.write(data);
    else said += data;
  });
  let ended = false;
  const end = once(server, 'exit').then(([code]) => {
    ended = true;
    return code;
  });
  const stop = async () => {
    if (!ended) server.kill('SIGTERM');
    await end;
  };
  for (let waited = 0; waited < STARTED_WITHIN_SECONDS * 10 && !ended; waited++) {
    ready = await answers('/ready');
    if (ready) return { stop, end };
    await sleep(100);
  }
  await stop();
  throw new Error(`The API did not start.\n${said}`);
}

/** Create the demo's admin. Its password is generated and stored beside this file. */
async function admin() {
  const password = existsSync(passwordFile)
    ? readFileSync(passwordFile, 'utf8').trim()
    : randomBytes(9).toString('base64url');
  const making = spawn(
    command,
    ['create-admin', '--email', ADMIN, '--name', 'Edda Editor', '--password-stdin'],
    { cwd: project, stdio: ['pipe', 'ignore', 'pipe'] },
  );
  making.stdin.end(`${password}\n`);
  let said = '';
  making.stderr.on('data', (data) => (said += data));
  const [code] = await once(making, 'exit');
  if (code === 0) writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (code === 0 || (existsSync(passwordFile) && /already/.test(said))) {
    return `${ADMIN}, password ${password}`;
  }
  return `could not be created: ${said.trim()}`;
}

async function main() {
  const vite = createRequire(path.join(studio, 'package.json')).resolve('vite');
  const { build, preview } = await import(pathToFileURL(vite));
  const mode = given.trusted ? 'trusted' : 'production';
  process.env.API_URL = api;
  const config = { root: studio, mode, logLevel: 'warn' };
  console.log('Building the Studio …');
  await build(config);

  const started = (await answers('/health')) ? null : await startApi();
  const page = await preview({ ...config, preview: { port, strictPort: port !== 0 } });
  const stop = async (code) => {
    await Promise.allSettled([page.close(), started?.stop()]);
    process.exit(code);
  };
  process.once('SIGINT', () => void stop(0));
  process.once('SIGTERM', () => void stop(0));
  void started?.end.then((code) => stop(code ?? 1));

  const address = `http://127.0.0.1:${page.httpServer.address().port}`;
  console.log(`
  The Studio is at ${address}

  Author      sign up there, with any address
  Admin       ${await admin()}
  API         ${api}${started ? '' : '   (already running)'}

  Stop with Ctrl-C.
`);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
