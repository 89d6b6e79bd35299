// Configuration of GraphQL Code Generator.
import { transform } from './transform.js';

const folder = 'src/generated/';
/** @param {string} name */
const scalar = (name) => ({ input: 'string', output: `../scalars.js#${name}` });

/** @type {import('@graphql-codegen/cli').CodegenConfig} */
export const config = {
  documents: 'operations/*.graphql',
  generates: {
    [`${folder}graphql.ts`]: {
      plugins: ['typescript-operations', './codegen/documents.js'],
      documentTransforms: [{ transform }],
      config: {
        documentMode: 'string',
        // Otherwise bundles would contain all operations.
        pureMagicComment: true,
        inlineFragmentTypes: 'combine',
        useTypeImports: true,
        strictScalars: true,
        scalars: {
          ID: scalar('ID'),
          DateTime: scalar('DateTime'),
          HTML: scalar('HTML'),
          HexColor: scalar('HexColor'),
          Markdown: scalar('Markdown'),
          URL: scalar('URL'),
          Upload: 'Blob',
        },
      },
    },
    [`${folder}operations.ts`]: { plugins: ['./codegen/operations.js'] },
    [`${folder}failures.ts`]: { plugins: ['./codegen/failures.js'] },
    [`${folder}possible-types.ts`]: { plugins: ['fragment-matcher'] },
    [`${folder}caches.ts`]: { plugins: ['./codegen/caches.js'] },
  },
};
