// Serve the API on a free port, from a temporary folder, while the tests run against it.
//
//     node run.js [FILE…]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { secret, serve } from './server.js';

const here = path.dirname(fileURLToPath(import.meta.url));
// The tests of gql, and the Python environment with gql.
const GQL = 'python/gql_client.py';
const pythonsOwn = path.join(here, 'python/.venv/bin/python');

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
