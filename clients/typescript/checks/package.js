// Check the package that npm would publish, from dist/: its files and their types, as Node and bundlers
// resolve them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const home = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'cms-blog-package-'));

/**
 * @param {string} program
 * @param {string[]} args
 */
function run(program, ...args) {
  return execFileSync(program, args, { cwd: home, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

try {
  // Without scripts: `prepack` would build dist/ again, which other checks use at the same time.
  const packed = run('npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder);
  run('node_modules/.bin/publint', '--strict', '--pack', 'false');
  run('node_modules/.bin/attw', path.join(folder, packed.trim()), '--profile', 'esm-only', '--quiet');
} catch (error) {
  console.error(/** @type {{ stdout?: string }} */ (error).stdout ?? error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
