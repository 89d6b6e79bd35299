// A server on a free port, for tests.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const python = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../.venv/bin/python');

// Known to the tests, so that they can sign tokens that expire soon.
export const secret = 'a-secret-of-the-tests-of-real-clients';

/** Start the server in a folder and read its URL from standard error. */
export async function serve(folder) {
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
