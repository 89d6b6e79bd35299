// Generate src/generated/ from the schema and operations/*.graphql.
//
//     node codegen/generate.js [--check] [SCHEMA]    --check: write nothing, fail on differences
import { generate } from '@graphql-codegen/cli';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from './transform.js';

const home = fileURLToPath(new URL('..', import.meta.url));
const folder = 'src/generated/';
const schema =
  process.argv.slice(2).find((word) => !word.startsWith('--')) ?? '../../schema.graphql';

/** @type {import('@graphql-codegen/cli').CodegenConfig} */
const config = {
  cwd: home,
  silent: true,
  schema,
  documents: 'operations/*.graphql',
  generates: {
    // Only graphql.ts of the preset's files is needed: types, and the operations as typed text.
    [folder]: {
      preset: 'client',
      presetConfig: { fragmentMasking: false, skipIndexFile: true },
      documentTransforms: [{ transform }],
      config: {
        documentMode: 'string',
        inlineFragmentTypes: 'combine',
        useTypeImports: true,
        strictScalars: true,
        scalars: {
          ID: 'string',
          DateTime: 'string',
          HTML: 'string',
          HexColor: 'string',
          Markdown: 'string',
          URL: 'string',
          Upload: 'Blob',
        },
      },
    },
    [`${folder}operations.ts`]: { plugins: ['./codegen/operations.js'] },
    [`${folder}failures.ts`]: { plugins: ['./codegen/failures.js'] },
    [`${folder}caches.ts`]: { plugins: ['./codegen/caches.js'] },
  },
};

/** @returns {Promise<Map<string, string>>} the text of each file by its path */
async function written() {
  /** @type {{ filename: string, content: string }[]} */
  const files = await generate(config, false).catch((error) => {
    const causes = error instanceof AggregateError ? error.errors : [error];
    for (const { message } of causes) console.error(`clients/typescript: ${message}`);
    process.exit(1);
  });
  return new Map(
    files
      .filter(({ filename }) => path.basename(filename) !== 'gql.ts')
      // A local type replaces the only import, which would be a dependency.
      .map(({ filename, content }) => [
        path.resolve(home, filename),
        content.replace(`'@graphql-typed-document-node/core'`, `'../documents.js'`),
      ]),
  );
}

/** @param {string} file */
function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const stale = [...(await written())].filter(([file, text]) => textOf(file) !== text);
if (process.argv.includes('--check')) {
  for (const [file] of stale)
    console.error(`${path.relative(home, file)} does not match the schema.`);
  if (stale.length) {
    console.error(`clients/typescript is out of date with schema.graphql: run 'make sdk'.`);
    process.exit(1);
  }
} else {
  mkdirSync(path.join(home, folder), { recursive: true });
  for (const [file, text] of stale) writeFileSync(file, text);
}
