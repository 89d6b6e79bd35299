// Fail if schema.graphql breaks clients of the last release, unless the unreleased part of
// CHANGELOG.md names the change by its coordinate in the schema, for example `Blog.title`.
//
//     node checks/breaking.js [RELEASED SCHEMA CHANGELOG]
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const usual = ['docs/released.graphql', 'schema.graphql', 'CHANGELOG.md'].map((file) =>
  fileURLToPath(new URL(`../../../${file}`, import.meta.url)),
);
const [released, current, changelog] = usual.map((file, place) =>
  readFileSync(process.argv[place + 2] ?? file, 'utf8'),
);

const changes = await diff(buildSchema(released ?? ''), buildSchema(current ?? ''));
const breaking = changes.filter(
  ({ criticality }) => criticality.level === CriticalityLevel.Breaking,
);
const [, unreleased = ''] =
  /^## \[Unreleased\]\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(changelog ?? '') ?? [];
const unnamed = breaking.filter(({ path }) => !path || !unreleased.includes(`\`${path}\``));

for (const { path, message } of unnamed) console.error(`${path}: ${message}`);
if (unnamed.length) {
  console.error(
    'These changes break clients. To allow them, name each coordinate in CHANGELOG.md under [Unreleased].',
  );
  process.exit(1);
}
