import { methodsOf } from './methods.js';

/**
 * Generates a constant per operation, so that bundlers drop those that an application does not use.
 *
 * @type {import('@graphql-codegen/plugin-helpers').PluginFunction}
 */
export function plugin(schema, files) {
  return `import type { ListOperation, Operation, StreamedOperation } from '../operations.js';
import * as graphql from './graphql.js';

${methodsOf(schema, files).map(declaration).join('\n')}`;
}

/** @param {import('./methods.js').Method} method */
function declaration({ field, stream, description, ...method }) {
  const flags = /** @type {const} */ (['paged', 'keyed', 'repeatable', 'resumable']);
  const values = [
    `field: '${field}'`,
    `document: graphql.${method.name}Document`,
    ...(stream ? [`stream: graphql.${stream.name}Document`] : []),
    ...flags.filter((flag) => method[flag]).map((flag) => `${flag}: true`),
  ];
  const kind = stream ? 'StreamedOperation' : method.paged ? 'ListOperation' : 'Operation';
  const types = [method, ...(stream ? [stream] : [])].flatMap((spec) => [
    `graphql.${spec.types}Variables`,
    `graphql.${spec.types}['${field}']`,
  ]);
  return `/** ${description} */
export const ${field}: ${kind}<${types.join(', ')}> = { ${values.join(', ')} };
`;
}
