import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const python = fileURLToPath(new URL('../../../.venv/bin/python', import.meta.url));

/** A running server and its standard error. */
export interface Server {
  readonly url: string;
  readonly said: readonly string[];
  readonly process: ChildProcess;
  /** Folder of its database and images. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Serve the API on a free port, from a temporary folder, with offline generation. */
export async function serve(
  settings: Record<string, string> = {},
  folder = mkdtempSync(path.join(tmpdir(), 'cms-blog-sdk-')),
): Promise<Server> {
  const child = spawn(python, ['-m', 'cms_blog', 'serve', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      ADMIN_EMAIL: 'admin@example.com',
      LOG_LEVEL: 'WARNING',
      RATE_LIMIT_REQUESTS: '100000/minute',
      RATE_LIMIT_GENERATIONS: '100000/minute',
      ...settings,
      LIMITS: JSON.stringify({
        argon2_iterations: 1,
        argon2_memory_kib: 8192,
        rate_limit_signups: '100000/minute',
        ...JSON.parse(settings['LIMITS'] ?? '{}'),
      }),
    },
  });
  const ended = once(child, 'exit');
  const said: string[] = [];
  const url = new Promise<string>((resolve) => {
    createInterface(child.stderr).on('line', (line) => {
      said.push(line);
      const at = / is at (http:\S+)/.exec(line)?.[1];
      if (at) resolve(`${at}/graphql`);
    });
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const first = await Promise.race([url, ended.then(() => undefined)]);
  if (first === undefined) throw new Error(`The server ended:\n${said.join('\n')}`);
  return { url: first, said, process: child, folder, stop };
}
