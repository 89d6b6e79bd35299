// Type-checks and runs every snippet of docs/how-to/clients and docs/how-to/api and compares its output with the pages.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { commands, programs } from './snippets.js';

const here = path.dirname(fileURLToPath(import.meta.url));
const serverUrl = process.env.SERVER_URL;
const onServer = (text) => text.replaceAll('http://127.0.0.1:8000', serverUrl);

// Commands that set up a machine are not run here.
const SET_UP = /^(make|mkdir|npm install|npx) /;
const COVER = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAIAAAA7ljmRAAAAFElEQVR42mM8YVPBAANMDEgAhQMAN9gBgsIKMTEAAAAASUVORK5CYII=',
  'base64',
);
const COMPILER_OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  target: 'es2022',
  lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
  module: 'nodenext',
  types: ['node'],
  jsx: 'react-jsx',
  outDir: 'built',
  // Declarations of packages are not checked.
  skipLibCheck: true,
};

// As Next.js declares it.
const NEXT = `interface RequestInit {
  next?: { revalidate?: number | false; tags?: string[] };
}`;
// Renders the components of next.tsx, and prints the options that `fetch` gets.
const RENDER = `
import { renderToStaticMarkup } from 'react-dom/server';
import { Post, Posts } from './built/next.js';

const { fetch } = globalThis;
const options = [];
globalThis.fetch = (url, init) => {
  options.push(init.next);
  return fetch(url, init);
};
const params = Promise.resolve({ slug: 'unknown' });
const pages = [await Posts(), await Post({ params })];
console.log(JSON.stringify([pages.map(renderToStaticMarkup), options]));
`;

describe('The how-to guides of clients', () => {
  const files = programs();
  let folder;
  before(() => {
    // Within node_modules, so that packages are resolved from there.
    folder = mkdtempSync(path.join(here, 'node_modules', '.docs-'));
    mkdirSync(path.join(folder, 'node_modules'));
    const sdk = path.resolve(here, '../../clients/typescript');
    symlinkSync(sdk, path.join(folder, 'node_modules', 'cms-blog-client'));
    const write = (name, content) => writeFileSync(path.join(folder, name), content);
    for (const [name, { source }] of files) write(name, onServer(source));
    write('package.json', '{"type": "module"}');
    write('tsconfig.json', JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));
    write('next-env.d.ts', NEXT);
    write('render.js', RENDER);
    write('cover.png', COVER);
  });
  after(() => rmSync(folder, { recursive: true }));

  const run = (command, ...args) => output(folder, command, args);
  const tool = (name, ...args) => run(path.join(here, 'node_modules', '.bin', name), ...args);

  it('has programs for the SDK, Apollo Client, urql and fetch, with their output', () => {
    const printing = [...files.keys()].filter((name) => files.get(name).prints);
    assert.deepEqual(printing, ['hello.ts', 'sdk.ts', 'tanstack.ts', 'apollo.ts', 'urql.ts', 'fetch.ts']);
  });

  it('has commands with correct output', async () => {
    const asking = commands().filter(({ command }) => !SET_UP.test(command));
    assert.ok(asking.every(({ command }) => command.includes('curl ')));
    const script = asking.map(({ command }, place) => `{\n${command}} > ${place}.out`).join('\n');
    await run('bash', '-euc', onServer(script));
    for (const [place, { command, prints, json }] of asking.entries()) {
      const said = await run('cat', `${place}.out`);
      if (json) alike(JSON.parse(said), JSON.parse(prints), command);
      else assert.equal(said, prints ?? '', command);
    }
  });

  it('has programs that compile, with correct output', { timeout: 120_000 }, async () => {
    await tool('graphql-codegen', '--config', 'codegen.ts', '--silent');
    await tool('tsc');
    for (const [name, { prints }] of files) {
      if (prints) assert.equal(await run('node', `built/${name.replace('.ts', '.js')}`), prints, name);
    }
    const again = await run('node', 'built/hello.js');
    assert.equal(again, files.get('hello.ts').prints, 'the second run');
    assert.deepEqual(JSON.parse(await run('node', 'render.js')), [
      ['<ul></ul>', '<p>There is no such post.</p>'],
      [
        { revalidate: 60, tags: ['posts'] },
        { revalidate: 60, tags: ['post:unknown'] },
      ],
    ]);
  });
});

/** Output of a command, which must succeed. */
function output(folder, command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder });
    let [said, complained] = ['', ''];
    child.stdout.on('data', (data) => (said += data));
    child.stderr.on('data', (data) => (complained += data));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(said);
      else reject(new Error(`${command} ${args.join(' ')}\n${said}${complained}`));
    });
  });
}

/** Compare, except where the document shows "…". */
function alike(said, shown, where) {
  if (shown === '…') return;
  if (typeof shown !== 'object' || shown === null) {
    assert.equal(said, shown, where);
    return;
  }
  assert.deepEqual(Object.keys(said), Object.keys(shown), where);
  for (const key of Object.keys(shown)) alike(said[key], shown[key], where);
}
