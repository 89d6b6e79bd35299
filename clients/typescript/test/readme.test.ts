import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const home = fileURLToPath(new URL('..', import.meta.url));
const folder = `${home}node_modules/.readme`;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Names that the README's snippets assume.
const given = `import * as sdk from '../../src/index.js';
import * as operations from '../../src/generated/operations.js';
declare const author: sdk.Client<typeof operations>, client: sdk.Client<typeof operations>;
type HTML = sdk.HTML;
declare const email: string, password: string, title: string, markdown: string, id: string;
declare const selectedIdea: string, outline: string[], expectedRevision: number, signal: AbortSignal, file: File;
declare const brief: sdk.BriefInput, input: sdk.SignupInput, wishes: sdk.GenerateBlogInput;
declare function show(message: string): void;
declare function mark(fields: { path: string[]; message: string }[]): void;
declare function merge(blog: sdk.BlogDetailsFragment): void;
declare function render(blogs: sdk.BlogSummaryFragment[]): void;
const { EditConflictError, InvalidInputError, createClient, unwrap } = sdk;
const { login, publishedBlogs } = operations;
`;

it('has snippets that compile', () => {
  const readme = readFileSync(`${home}README.md`, 'utf8');
  const snippets = [...readme.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
  expect(snippets.length).toBeGreaterThan(4);
  const functions = snippets.map(
    (code, index) => `export async function snippet${index}() {\n${code.replace(/^import .*\n/gm, '')}}\n`,
  );
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/readme.ts`, [given, ...functions].join('\n'));
  const compilerOptions = { noUnusedLocals: false, noImplicitReturns: false };
  const config = { extends: '../../tsconfig.json', compilerOptions, include: ['readme.ts'] };
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(config));
  const { stdout } = spawnSync('node_modules/.bin/tsc', ['-p', folder], { cwd: home });
  expect(stdout.toString()).toBe('');
});
