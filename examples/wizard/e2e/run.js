// Serves the wizard beside an API of its own, twice, while the tests run in Chromium: as it is, and
// by hashes alone beside an API that takes no others. What they make is thrown away.
//
//     node e2e/run.js [FILE…]
//
// CHROMIUM names the browser, SCREENSHOTS a folder for pictures.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const python = path.resolve(root, '../../.venv/bin/python');
const manifest = path.join(root, 'src/gql/persisted-documents.json');
const ADMIN = { email: 'admin@example.com', password: 'the admin of the tests' };

/** A folder with the environment of a server in it. */
function place(more = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'cms-blog-wizard-'));
  const env = {
    PATH: process.env.PATH,
    ARGON2_MEMORY_KIB: '8192',
    ARGON2_ITERATIONS: '1',
    RATE_LIMIT_SIGNUPS: '1000/minute',
    RATE_LIMIT_GENERATIONS: '1000/minute',
    LOG_LEVEL: 'WARNING',
    ...more,
  };
  return { cwd: folder, env };
}

/** Make the admin, as whoever sets a server up does. */
async function makeAdmin(where) {
  const making = spawn(
    python,
    ['-m', 'cms_blog', 'create-admin', '--email', ADMIN.email, '--name', 'Edda', '--password-stdin'],
    { ...where, stdio: ['pipe', 'ignore', 'inherit'] },
  );
  making.stdin.end(`${ADMIN.password}\n`);
  const [code] = await once(making, 'exit');
  if (code !== 0) throw new Error('No admin could be made.');
}

/** Start an API; it says on standard error where it is. */
async function serveApi(where) {
  const server = spawn(python, ['-m', 'cms_blog', 'serve', '--port', '0'], {
    ...where,
    stdio: ['ignore', 'ignore', 'pipe'],
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
  const first = await Promise.race([url, ended.then(() => null)]);
  if (first === null) throw new Error(`The server ended:\n${said.join('\n')}`);
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
    rmSync(where.cwd, { recursive: true });
    // After what it says when it starts: its complaints.
    return said.slice(said.findIndex((line) => line.includes('Ctrl-C')) + 1);
  };
  return { url: first, stop };
}

/** The wizard in one of its builds, and its API. */
async function serve(mode, more) {
  const where = place(more);
  await makeAdmin(where);
  const api = await serveApi(where);
  // The configuration reads it.
  process.env.API_URL = api.url;
  const outDir = path.join(where.cwd, 'page');
  const config = { root, mode, logLevel: 'error', build: { outDir } };
  await build(config);
  const page = await preview({ ...config, preview: { port: 0, strictPort: false } });
  const stop = async () => {
    await page.close();
    return api.stop();
  };
  return { url: `http://127.0.0.1:${page.httpServer.address().port}`, api: api.url, stop };
}

const asIs = await serve('production');
const trusted = await serve('trusted', { TRUSTED_DOCUMENTS: manifest });
const asked = process.argv.slice(2);
const names = asked.length ? asked : readdirSync(here).filter((name) => name.endsWith('.test.js'));
const began = Date.now();
const options = ['--test', '--test-reporter=spec', '--test-concurrency=2', '--test-timeout=120000'];
const tests = spawn(process.execPath, [...options, ...names.map((name) => path.join(here, name))], {
  stdio: 'inherit',
  env: {
    ...process.env,
    WIZARD_URL: asIs.url,
    TRUSTED_WIZARD_URL: trusted.url,
    API_URL: asIs.api,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  },
});
const [code] = await once(tests, 'exit');
console.log(`${Math.round((Date.now() - began) / 1000)} s in the browser`);
const said = [...(await asIs.stop()), ...(await trusted.stop())];
// The audit's lines are information, whatever LOG_LEVEL is.
const complaints = said.filter((line) => line.trim() && !line.includes('[info '));
if (complaints.length) console.error(`The servers complain:\n${complaints.join('\n')}`);
process.exit(code === 0 && complaints.length === 0 ? 0 : 1);
