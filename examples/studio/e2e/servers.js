// Global set-up: the Studio with its own API, twice: with document texts, and with hashes and an API
// that accepts only trusted documents. All data is temporary.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
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

/** A temporary folder and the environment of a server in it. */
function place(more = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'cms-blog-studio-'));
  const env = {
    PATH: process.env.PATH,
    LIMITS: JSON.stringify({
      argon2_iterations: 1,
      argon2_memory_kib: 8192,
      rate_limit_signups: '1000/minute',
      rate_limit_links: '1000/minute',
    }),
    RATE_LIMIT_REQUESTS: '100000/minute',
    RATE_LIMIT_GENERATIONS: '1000/minute',
    LOG_LEVEL: 'WARNING',
    ...more,
  };
  return { cwd: folder, env };
}

/** Create the admin with the command line. */
async function makeAdmin(where) {
  const making = spawn(
    python,
    ['-m', 'cms_blog', 'create-admin', '--email', ADMIN.email, '--name', 'Edda', '--password-stdin'],
    { ...where, stdio: ['pipe', 'ignore', 'inherit'] },
  );
  making.stdin.end(`${ADMIN.password}\n`);
  const [code] = await once(making, 'exit');
  if (code !== 0) throw new Error('The admin could not be created.');
}

/** Start an API and read its URL from standard error. */
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
    // Output after the start-up messages: warnings and errors.
    return said.slice(said.findIndex((line) => line.includes('Ctrl-C')) + 1);
  };
  return { url: first, stop };
}

/** Start one build of the Studio and its API. */
async function serve(mode, more) {
  const where = place(more);
  await makeAdmin(where);
  const api = await serveApi(where);
  // Read by vite.config.ts.
  process.env.API_URL = api.url;
  const outDir = path.join(where.cwd, 'page');
  const config = { root, mode, logLevel: 'error', build: { outDir } };
  await build(config);
  const page = await preview({ ...config, preview: { port: 0, strictPort: false } });
  const stop = async () => {
    await page.close();
    return api.stop();
  };
  const url = `http://127.0.0.1:${page.httpServer.address().port}`;
  // Without SMTP_URL, each mail is a file.
  return { url, api: api.url, mails: path.join(where.cwd, 'data/mail'), stop };
}

/** Start the servers. The tests read their addresses from the environment. Resolves to the end of them. */
export default async function setUp() {
  const asIs = await serve('production');
  const trusted = await serve('trusted', { TRUSTED_DOCUMENTS: manifest });
  Object.assign(process.env, {
    STUDIO_URL: asIs.url,
    TRUSTED_STUDIO_URL: trusted.url,
    API_URL: asIs.api,
    MAILS: asIs.mails,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  });
  return async () => {
    const said = [...(await asIs.stop()), ...(await trusted.stop())];
    // Audit lines are written at level info at any LOG_LEVEL.
    const complaints = said.filter((line) => line.trim() && !line.includes('[info '));
    if (complaints.length) throw new Error(`The servers logged warnings or errors:\n${complaints.join('\n')}`);
  };
}
