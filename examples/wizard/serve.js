// Builds the wizard and serves it beside the API, at one address; `make wizard` runs this.
//
//     node serve.js [--port 5180] [--api http://127.0.0.1:8000] [--trusted]
//
// Where no API answers, it starts one, and ends it again. --trusted builds a wizard that sends the
// hashes of its documents only; an API that it starts then takes no others.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = path.dirname(fileURLToPath(import.meta.url));
const project = path.resolve(here, '../..');
const command = path.join(project, '.venv/bin/cms-blog');
const manifest = path.join(here, 'src/gql/persisted-documents.json');
const passwordFile = path.join(here, '.demo-admin');
const ADMIN = 'wizard-admin@example.com';
const STARTED_WITHIN_SECONDS = 60;

const { values: given } = parseArgs({
  options: {
    port: { type: 'string', default: process.env.WIZARD_PORT ?? '5180' },
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

/** Start the API, and wait until it answers. Resolves to what ends it. */
async function startApi() {
  const { hostname, port: apiPort, protocol } = new URL(api);
  if (protocol !== 'http:' || !['127.0.0.1', 'localhost'].includes(hostname)) {
    throw new Error(`No API answers at ${api}, and it can't be started from here.`);
  }
  const server = spawn(command, ['serve', '--host', hostname, '--port', apiPort || '80'], {
    cwd: project,
    stdio: ['ignore', 'inherit', 'pipe'],
    // A group of its own: Ctrl-C reaches it through us, once.
    detached: true,
    env: {
      ...process.env,
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'WARNING',
      ...(given.trusted && { TRUSTED_DOCUMENTS: manifest }),
    },
  });
  // What it says on starting, the lines below say too, unless it does not start.
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

/** An admin of the demo's own. Its password is made here, and kept beside this file. */
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
  return `none was made: ${said.trim()}`;
}

async function main() {
  const { build, preview } = await import('vite');
  const mode = given.trusted ? 'trusted' : 'production';
  process.env.API_URL = api;
  const config = { root: here, mode, logLevel: 'warn' };
  console.log('Building the wizard …');
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
  The wizard is at ${address}

  Author      sign up there, with any address
  Admin       ${await admin()}
  API         ${api}${started ? '' : '   (was running already)'}

  Stop with Ctrl-C.
`);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
