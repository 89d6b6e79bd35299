// Serve the API on a free port, from a temporary folder, while the tests run against it.
//
//     node run.js [FILE…]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const python = path.resolve(here, '../../.venv/bin/python');
// The tests of gql, and the Python environment with gql.
const GQL = 'python/gql_client.py';
const pythonsOwn = path.join(here, 'python/.venv/bin/python');

// Known to the tests, so that they can sign tokens that expire soon.
const secret = 'a-secret-of-the-tests-of-real-clients';

/** Start the server and read its URL from standard error. */
async function serve(folder) {
  const server = spawn(python, ['-m', 'cms_blog', 'serve', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env.PATH,
      JWT_SECRET: secret,
      // Low, to detect streams that continue without a reader.
      LIMITS: JSON.stringify({
        argon2_memory_kib: 8192,
        max_operations_per_client: 3,
        heartbeat_seconds: 1,
        rate_limit_refused: '100000/minute',
        rate_limit_signups: '100000/minute',
        rate_limit_uploads: '100000/minute',
      }),
      RATE_LIMIT_REQUESTS: '100000/minute',
      RATE_LIMIT_GENERATIONS: '100000/minute',
      LOG_LEVEL: 'WARNING',
      CORS_ORIGINS: 'http://another.example',
    },
  });
  const ended = once(server, 'exit');
  const said = [];
  const url = new Promise((resolve) => {
    createInterface(server.stderr).on('line', (line) => {
      said.push(line);
      const at = / is at (http:\S+)/.exec(line);
      if (at) resolve(at[1]);
    });
  });
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
    return said;
  };
  const first = await Promise.race([url, ended.then(() => null)]);
  if (first === null) throw new Error(`The server ended:\n${said.join('\n')}`);
  return { url: first, stop };
}

const folder = mkdtempSync(path.join(tmpdir(), 'cms-blog-clients-'));
const { url, stop } = await serve(folder);
const env = { ...process.env, SERVER_URL: url, SERVER_SECRET: secret };
const all = [...readdirSync(here).filter((name) => name.endsWith('.test.js')), GQL];
const asked = process.argv.length > 2 ? process.argv.slice(2) : all;
const files = asked.filter((name) => name !== GQL).map((name) => path.join(here, name));

/** Run a command while the server runs. */
async function run(command, args) {
  const [code] = await once(spawn(command, args, { env, stdio: 'inherit' }), 'exit');
  return code === 0;
}

let passed = true;
if (files.length) {
  // The timeout ends a test that hangs. It applies to whole files, too, so it must not depend on the
  // load of the machine.
  const options = ['--test', '--test-reporter=spec', '--test-concurrency=2', '--test-timeout=600000'];
  passed = await run(process.execPath, [...options, ...files]);
}
if (asked.includes(GQL)) {
  passed = (await run(pythonsOwn, ['-m', 'pytest', '-c', path.join(here, 'python/pytest.ini'), path.join(here, GQL)])) && passed;
}
const said = await stop();
rmSync(folder, { recursive: true });
const since = said.slice(said.findIndex((line) => line.includes('Ctrl-C')) + 1);
// Audit lines are written at level info at any LOG_LEVEL.
const complaints = since.filter((line) => !line.includes('[info ')).join('\n');
if (complaints.trim()) {
  console.error(`The server complains:\n${complaints}`);
  passed = false;
}
process.exit(passed ? 0 : 1);
