import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  // A file or the URL of a server, for example http://127.0.0.1:8000/graphql.
  schema: '../../schema.graphql',
  documents: ['src/lib/queries.ts'],
  generates: {
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        enumType: 'string-literal',
        strictScalars: true,
        useTypeImports: true,
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
