// Build the package in dist/ or another folder, with persisted-documents.json, a map from hash to
// operation for TRUSTED_DOCUMENTS.
//
//     node codegen/build.js [FOLDER]
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const home = fileURLToPath(new URL('..', import.meta.url));
const folder = path.resolve(home, process.argv[2] ?? 'dist');
const tsc = path.join(home, 'node_modules/.bin/tsc');

rmSync(folder, { recursive: true, force: true });
execFileSync(tsc, ['-p', 'tsconfig.build.json', '--outDir', folder], {
  cwd: home,
  stdio: 'inherit',
});

/** @type {typeof import('../src/generated/operations.js')} */
const operations = await import(
  String(pathToFileURL(path.join(folder, 'generated/operations.js')))
);
/** @type {import('../src/operations.js').AnyOperation[]} */
const all = Object.values(operations);
const texts = all
  .flatMap(({ document, stream }) => [document, stream])
  .flatMap((document) => (document ? [document.toString()] : []));
const byHash = texts.map((text) => [createHash('sha256').update(text).digest('hex'), text]);
const manifest = path.join(folder, 'persisted-documents.json');
writeFileSync(manifest, `${JSON.stringify(Object.fromEntries(byHash), null, 2)}\n`);
