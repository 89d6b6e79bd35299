import { plugin as typedDocuments } from '@graphql-codegen/typed-document-node';

/**
 * Generates the operations as typed texts. A local type replaces the only import, which would be a dependency.
 *
 * @type {import('@graphql-codegen/plugin-helpers').PluginFunction}
 */
export async function plugin(schema, documents, config, info) {
  const output = await typedDocuments(schema, documents, config, info);
  if (typeof output === 'string') throw new Error('The plugin typed-document-node returns no imports.');
  const prepend = output.prepend?.map((line) =>
    line.replace('@graphql-typed-document-node/core', '../documents.js'),
  );
  return { ...output, ...(prepend && { prepend }) };
}
