import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';

const config: CodegenConfig = {
  schema: '../../schema.graphql',
  documents: ['src/**/*.{ts,tsx}', '!src/gql/**'],
  ignoreNoDocuments: true,
  generates: {
    'src/gql/': {
      preset: 'client',
      // Adds __typename as Apollo's cache does, so that hashes of the manifest match.
      documentTransforms: [addTypenameSelectionDocumentTransform],
      presetConfig: {
        fragmentMasking: { unmaskFunctionName: 'unmask' },
        persistedDocuments: {
          mode: 'embedHashInDocument',
          hashAlgorithm: 'sha256',
        },
      },
      config: {
        useTypeImports: true,
        enumType: 'string-literal',
        strictScalars: true,
        scalars: {
          DateTime: 'string',
          HTML: 'string',
          HexColor: 'string',
          Markdown: 'string',
          URL: 'string',
          Upload: 'File',
        },
      },
    },
  },
};

export default config;
