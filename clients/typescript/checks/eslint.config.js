// The schema and every operation of the project, by GraphQL ESLint. Run from the project's root.
import graphql from '@graphql-eslint/eslint-plugin';

const schema = 'schema.graphql';
// Who sends what; each has names of its own.
const projects = {
  client: { schema, documents: 'clients/typescript/operations/*.graphql' },
  wizard: { schema, documents: 'examples/wizard/src/**/*.{ts,tsx}' },
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
  // The operations alone: the code around them has its own checks.
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
      // What has an identity implements Node, which asks for an id. All else, as a success, an
      // error, a count, a section, is part of the answer that it stands in.
      '@graphql-eslint/strict-id-in-types': 'off',
      // Pages run forward alone: docs/decisions/0011-keyset-cursors.md.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      // Lists that grow are connections. Others are short and whole: five options, some headings.
      '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false }],
      // It takes the reviewer of a Review for a prefix, and knows no exceptions.
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
    // Nothing keeps these answers by id; people read them, with what is selected and no more.
    rules: { '@graphql-eslint/require-selections': 'off' },
  },
  { files: [projects.wizard.documents], processor: inCode },
];
