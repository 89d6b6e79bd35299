// GraphQL ESLint for the schema and all operations of the project. Run from the project's root.
import graphql from '@graphql-eslint/eslint-plugin';

const schema = 'schema.graphql';
// Data masking by Apollo Client, which removes the directive before it sends an operation.
const masking = 'directive @unmask on FRAGMENT_SPREAD';
// The clients; operation names must be unique within each.
const projects = {
  client: { schema, documents: 'clients/typescript/operations/*.graphql' },
  studio: { schema: [schema, masking], documents: 'examples/studio/src/**/*.{ts,tsx}' },
  walkthrough: { schema, documents: 'examples/walkthrough.graphql' },
  graphiql: { schema, documents: 'src/cms_blog/graphql/pages/page/tabs/*.graphql' },
};

const base = {
  plugins: { '@graphql-eslint': graphql },
  languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { projects } } },
};

/** @type {typeof graphql.processor} */
const inCode = {
  ...graphql.processor,
  // Only the operations: the surrounding code has its own checks.
  preprocess: (text, file) =>
    graphql.processor.preprocess(text, file).filter((part) => typeof part !== 'string'),
};

export default [
  { ignores: ['**/*.{js,cjs,mjs}'] },
  {
    ...base,
    files: [schema],
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      ...graphql.configs['flat/schema-relay'].rules,
      // Objects with an identity implement Node, which requires an id. All others, for example
      // successes, errors, counts and sections, are part of their response.
      '@graphql-eslint/strict-id-in-types': 'off',
      // Pages go forward only: docs/decisions/0011-keyset-cursors.md.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      // Growing lists are connections. Other lists are short and complete, such as the five options.
      '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false }],
      // It takes the reviewer of a Review for a prefix and supports no exceptions.
      '@graphql-eslint/no-typename-prefix': 'off',
    },
  },
  {
    ...base,
    files: ['**/*.graphql'],
    ignores: [schema],
    rules: graphql.configs['flat/operations-recommended'].rules,
  },
  {
    files: [projects.walkthrough.documents, projects.graphiql.documents],
    // These responses are shown to people and not cached by id.
    rules: { '@graphql-eslint/require-selections': 'off' },
  },
  { files: [projects.studio.documents], processor: inCode },
];
