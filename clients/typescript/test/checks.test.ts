import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const home = fileURLToPath(new URL('..', import.meta.url));
const schema = readFileSync(path.join(home, '../../schema.graphql'), 'utf8');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cms-blog-checks-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

function run(...args: string[]): { passed: boolean; said: string } {
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: home, encoding: 'utf8' });
  return { passed: status === 0, said: stderr };
}

describe('a schema with breaking changes', () => {
  const released = 'type Query {\n  blog(id: ID!): String\n  old: String\n}\n';
  const breaking = 'type Query {\n  blog(id: ID!, draft: Boolean!): String\n}\n';
  const changelog = (unreleased: string) =>
    `# Changelog\n\n## [Unreleased]\n\n${unreleased}\n\n## [1.0.0]\n\n- \`Query.old\`\n`;
  const check = (after: string, unreleased: string) =>
    run(
      'checks/breaking.js',
      write('released.graphql', released),
      write('schema.graphql', after),
      write('CHANGELOG.md', changelog(unreleased)),
    );

  it('fails the check, which prints the changes', () => {
    const { passed, said } = check(breaking, '- Nothing to see.');
    expect(passed).toBe(false);
    expect(said).toMatch(/^Query\.old: /m);
    expect(said).toMatch(/^Query\.blog\.draft: /m);
    expect(said).toContain('CHANGELOG.md');
  });

  it('fails the check if a change has no entry in the changelog', () => {
    const { passed, said } = check(breaking, '- `Query.blog.draft` has to be said.');
    expect(passed).toBe(false);
    expect(said).not.toContain('draft');
  });

  it('passes if every change has an entry, or if nothing breaks', () => {
    expect(
      check(breaking, '- `Query.blog.draft` has to be said, and `Query.old` is gone.').passed,
    ).toBe(true);
    expect(check(released.replace('old', 'young: Int\n  old'), '').passed).toBe(true);
  });
});

describe('a schema that differs from that of the client', () => {
  it('fails the check', () => {
    const file = write(
      'changed.graphql',
      schema.replaceAll('"""The title, in one line."""\n  title: String!', 'title: Int!'),
    );
    const { passed, said } = run('codegen/generate.js', '--check', file);
    expect(passed).toBe(false);
    expect(said).toContain('src/generated/graphql.ts does not match the schema.');
    expect(said).toContain(`run 'make sdk'`);
  });

  it('fails the check if an operation or a field of a failure is missing', () => {
    const grown = schema
      .replace(/^type Mutation \{/m, 'type Mutation {\n  archive: Boolean')
      .replace(/^type NotFoundError .*\{/m, '$&\n  wanted: ID');
    const { passed, said } = run('codegen/generate.js', '--check', write('grown.graphql', grown));
    expect(passed).toBe(false);
    expect(said).toContain('fragment Failure does not select NotFoundError.wanted.');
    expect(said).toContain(
      'Mutation.archive has no separate operation in operations/: add one.',
    );
  });
});

describe('a bundle', () => {
  it('of createClient and one method fails the check above the limit', () => {
    const { passed, said } = run('checks/bundle.js', '3000');
    expect(passed).toBe(false);
    expect(said).toContain('The bundle is too large');
  });
});
