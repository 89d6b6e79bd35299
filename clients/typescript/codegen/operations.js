import { methodsOf } from './methods.js';

/** @typedef {import('./methods.js').OperationSpec} OperationSpec */

/**
 * Generates a method per operation: required variables by position, the others as options.
 *
 * @type {import('@graphql-codegen/plugin-helpers').PluginFunction}
 */
export function plugin(schema, files) {
  const methods = methodsOf(schema, files);
  const names = methods.flatMap(({ name, stream }) => (stream ? [name, stream.name] : [name]));
  return `import type { CallOptions } from '../options.js';
import type { List, MethodTable } from '../methods.js';
import type * as types from './graphql.js';
import {
${names.map((name) => `  ${name}Document,\n`).join('')}} from './graphql.js';

/** One method per operation of the schema. */
export interface Operations {
${methods.map(declaration).join('\n')}}

/** The operation of each method. */
export const operations: MethodTable<Operations> = {
${methods.map(entry).join('')}};
`;
}

/** @param {import('./methods.js').Method} method */
function declaration(method) {
  const { field, stream, types } = method;
  const result = `types.${types}['${field}']`;
  const said = `  /** ${method.description} */\n`;
  if (method.paged) return `${said}  readonly ${field}: List<${optionsOf(method)}, ${result}>;\n`;
  const called = `(${parametersOf(method)}): Promise<${result}>;\n`;
  if (!stream) return `${said}  ${field}${called}`;
  const events = `AsyncGenerator<types.${stream.types}['${field}'], void, undefined>`;
  return `${said}  readonly ${field}: {
    ${called}    /** ${stream.description} */
    stream(${parametersOf(stream)}): ${events};
  };\n`;
}

/** @param {OperationSpec} spec */
function parametersOf(spec) {
  const { required, types } = spec;
  const places = required.map((name) => `${name}: types.${types}Variables['${name}']`);
  return [...places, `options?: ${optionsOf(spec)}`].join(', ');
}

/** @param {OperationSpec} spec */
function optionsOf({ optional, types }) {
  if (optional.length === 0) return 'CallOptions';
  const names = optional.map((name) => `'${name}'`).join(' | ');
  return `Pick<types.${types}Variables, ${names}> & CallOptions`;
}

/** @param {import('./methods.js').Method} method */
function entry({ field, stream, ...method }) {
  const flags = /** @type {const} */ (['paged', 'keyed', 'repeatable']);
  const set = flags.filter((flag) => method[flag]).map((flag) => `${flag}: true`);
  const streamed = stream ? [`stream: { ${sent(stream)} }`] : [];
  return `  ${field}: { ${[sent(method), ...set, ...streamed].join(', ')} },\n`;
}

/** @param {OperationSpec} spec */
function sent({ name, required, optional }) {
  const [first, second] = [required, optional].map((names) =>
    names.map((variable) => `'${variable}'`).join(', '),
  );
  return `document: ${name}Document, required: [${first}], optional: [${second}]`;
}
