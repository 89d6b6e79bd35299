// Runs the programs of docs/tutorials/first-post.md with a server of its own, and renders the pages.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { python, serve } from './server.js';
import { commands, programs } from './snippets.js';

const here = path.dirname(fileURLToPath(import.meta.url));
const PAGES = ['../tutorials/first-post'];
const COMPILER_OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  target: 'es2022',
  lib: ['es2023', 'dom', 'dom.iterable'],
  module: 'nodenext',
  types: ['node'],
  jsx: 'react-jsx',
  outDir: 'built',
  skipLibCheck: true,
};
const RENDER = `
import { renderToStaticMarkup } from 'react-dom/server';
import List from './built/app/page.js';
import Post from './built/app/posts/[slug]/page.js';

const render = async (page) => renderToStaticMarkup(await page);
const post = (slug) => render(Post({ params: Promise.resolve({ slug }) }));
console.log(JSON.stringify([await render(List()), await post(process.argv[2]), await post('unknown')]));
`;

describe('The tutorial of the first post', () => {
  const files = programs(PAGES);
  let folder;
  let data;
  let server;
  before(async () => {
    data = mkdtempSync(path.join(tmpdir(), 'cms-blog-tutorial-'));
    server = await serve(data);
    // Within node_modules, so that packages are resolved from there.
    folder = mkdtempSync(path.join(here, 'node_modules', '.tutorial-'));
    mkdirSync(path.join(folder, 'node_modules'));
    mkdirSync(path.join(folder, 'app/posts/[slug]'), { recursive: true });
    const sdk = path.resolve(here, '../../clients/typescript');
    symlinkSync(sdk, path.join(folder, 'node_modules', 'cms-blog-client'));
    const write = (name, content) => writeFileSync(path.join(folder, name), content);
    for (const [name, { source }] of files) {
      write(name, source.replaceAll('http://127.0.0.1:8000', server.url));
    }
    write('package.json', '{"type": "module"}');
    write('tsconfig.json', JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));
    write('render.js', RENDER);
  });
  after(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true });
    rmSync(data, { recursive: true });
  });

  const run = (program, ...args) => execFileSync(program, args, { cwd: folder, encoding: 'utf8' });

  it('publishes a post, lists it and shows it', { timeout: 120_000 }, () => {
    run(path.join(here, 'node_modules/.bin/tsc'));
    const printed = (name) => run('node', `built/${name.replace('.ts', '.js')}`);
    assert.equal(printed('write.ts'), files.get('write.ts').prints);
    // The page's own options of the command.
    const [, given, options] = commands(PAGES)
      .map(({ command }) => /^echo '(.+)' \| .venv\/bin\/cms-blog (.+)$/m.exec(command))
      .find(Boolean);
    const stdio = { input: `${given}\n`, stdio: ['pipe', 'ignore', 'ignore'] };
    execFileSync(python, ['-m', 'cms_blog', ...options.split(' ')], { cwd: data, ...stdio });
    assert.equal(printed('publish.ts'), files.get('publish.ts').prints);
    assert.equal(printed('list.ts'), files.get('list.ts').prints);
    const [, slug] = files.get('publish.ts').prints.trim().split(' ');
    const [title] = files.get('write.ts').prints.split('\n');
    const [list, post, unknown] = JSON.parse(run('node', 'render.js', slug));
    assert.equal(list, `<ul><li><a href="/posts/${slug}">${title}</a></li></ul>`);
    assert.ok(post.startsWith(`<article><h1>${title}</h1><div><p>`), post.slice(0, 200));
    assert.equal(unknown, '<p>There is no such post.</p>');
  });

  it('keeps a copy of the client when further packages are installed', { timeout: 60_000 }, () => {
    const root = mkdtempSync(path.join(tmpdir(), 'cms-blog-copies-'));
    const project = path.join(root, 'project');
    for (const name of ['project', 'client', 'other']) {
      mkdirSync(path.join(root, name));
      writeFileSync(path.join(root, name, 'package.json'), JSON.stringify({ name, version: '1.0.0' }));
    }
    const npm = (...args) => execFileSync('npm', args, { cwd: project, stdio: 'ignore' });
    const [, setting] = commands(PAGES)
      .map(({ command }) => /^npm (config set .+)$/m.exec(command))
      .find(Boolean);
    npm(...setting.split(' '));
    for (const name of ['client', 'other']) npm('install', '--offline', '--no-audit', `../${name}`);
    assert.ok(!lstatSync(path.join(project, 'node_modules/client')).isSymbolicLink());
    rmSync(root, { recursive: true });
  });
});
