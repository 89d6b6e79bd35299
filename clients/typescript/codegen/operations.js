import { Kind, isNonNullType, isObjectType } from 'graphql';

/**
 * @typedef {object} Method what is generated for one root field
 * @property {string} field
 * @property {string} description
 * @property {import('graphql').OperationDefinitionNode} node
 * @property {string} types the name that the operation's types begin with
 * @property {string[]} required variables that have to be given, in their order
 * @property {string[]} optional the others
 */

// Arguments that would be taken for options of the call.
const RESERVED = ['signal', 'retry'];
// Done twice, they leave what once leaves; so do those whose input has an `idempotencyKey`.
const REPEATABLE = ['exportMyData', 'login', 'updateBlog', 'uploadImage'];

/**
 * A method for each operation: its required variables by place, the others among its options.
 *
 * @type {import('@graphql-codegen/plugin-helpers').PluginFunction}
 */
export function plugin(schema, files) {
  const nodes = files
    .flatMap(({ document }) => document?.definitions ?? [])
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const methods = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    type ? Object.values(type.getFields()).map((field) => methodOf(field, nodes, type)) : [],
  );
  const streams = Object.values(schema.getSubscriptionType()?.getFields() ?? {}).map((field) =>
    methodOf(field, nodes, schema.getSubscriptionType()),
  );
  const unused = nodes.filter((node) => ![...methods, ...streams].some((method) => method.node === node));
  if (unused.length) {
    throw new Error(`Of the same field there are several: ${unused.map(({ name }) => name?.value)}`);
  }
  const alone = streams.filter(({ field }) => !methods.some((method) => method.field === field));
  if (alone.length) {
    throw new Error(`A stream stands at the mutation of its name: ${alone.map(({ field }) => field)}`);
  }
  const parts = methods.map((method) => ({
    method,
    stream: streams.find(({ field }) => field === method.field),
    paged: isPaged(schema, method),
    once: isRepeatable(schema, method),
  }));
  const imported = [...methods, ...streams].map(({ node }) => `${node.name?.value}Document`);
  return `import type { CallOptions } from '../options.js';
import type { List, MethodTable } from '../methods.js';
import type * as types from './graphql.js';
import {
${imported.map((name) => `  ${name},\n`).join('')}} from './graphql.js';

/** One method for each operation of the schema. */
export interface Operations {
${parts.map(declaration).join('\n')}}

/** What each method sends. */
export const operations: MethodTable<Operations> = {
${parts.map(entry).join('')}};
`;
}

/**
 * @param {import('graphql').GraphQLField<unknown, unknown>} field
 * @param {import('graphql').OperationDefinitionNode[]} nodes
 * @param {import('graphql').GraphQLObjectType | null | undefined} type
 * @returns {Method}
 */
function methodOf(field, nodes, type) {
  const kind = type?.name.toLowerCase() ?? '';
  const node = nodes.find(
    ({ operation, selectionSet: { selections } }) =>
      operation === kind && selections.some((part) => part.kind === Kind.FIELD && part.name.value === field.name),
  );
  if (!node?.name || node.selectionSet.selections.length > 1) {
    throw new Error(`${type?.name}.${field.name} has no operation of its own in operations/: write one.`);
  }
  const given = new Set(node.variableDefinitions?.map(({ variable }) => variable.name.value));
  const forgotten = field.args.filter(({ name }) => !given.has(name));
  const clashing = RESERVED.filter((name) => given.has(name));
  if (forgotten.length || clashing.length) {
    const names = [...forgotten.map(({ name }) => `does not take ${name}`), ...clashing];
    throw new Error(`The operation of ${type?.name}.${field.name}: ${names.join(', ')}`);
  }
  const required = (node.variableDefinitions ?? [])
    .filter(({ type: { kind: outer }, defaultValue }) => outer === Kind.NON_NULL_TYPE && !defaultValue)
    .map(({ variable }) => variable.name.value);
  return {
    field: field.name,
    description: field.description ?? field.name,
    node,
    types: `${node.name.value}${type?.name}`,
    required,
    optional: [...given].filter((name) => !required.includes(name)),
  };
}

/**
 * @param {import('graphql').GraphQLSchema} schema
 * @param {Method} method
 */
function isPaged(schema, { field, optional }) {
  const type = schema.getQueryType()?.getFields()[field]?.type;
  const page = isNonNullType(type) ? type.ofType : type;
  return optional.includes('after') && isObjectType(page) && 'pageInfo' in page.getFields();
}

/**
 * @param {import('graphql').GraphQLSchema} schema
 * @param {Method} method
 */
function isRepeatable(schema, { field, node }) {
  const input = node.variableDefinitions?.find(({ variable }) => variable.name.value === 'input');
  const name = input?.type.kind === Kind.NON_NULL_TYPE && input.type.type.kind === Kind.NAMED_TYPE
    ? input.type.type.name.value
    : '';
  const type = schema.getType(name);
  const keyed = type && 'getFields' in type && 'idempotencyKey' in type.getFields();
  return { keyed: Boolean(keyed), repeatable: node.operation === 'query' || REPEATABLE.includes(field) };
}

/** @param {Method} method */
function parametersOf({ types, required, optional }) {
  const picked = optional.map((name) => `'${name}'`).join(' | ');
  const options = picked ? `Pick<types.${types}Variables, ${picked}> & CallOptions` : 'CallOptions';
  const places = required.map((name) => `${name}: types.${types}Variables['${name}']`);
  return { places: [...places, `options?: ${options}`].join(', '), options };
}

/** @param {{ method: Method, stream: Method | undefined, paged: boolean }} part */
function declaration({ method, stream, paged }) {
  const { places, options } = parametersOf(method);
  const result = `types.${method.types}['${method.field}']`;
  const said = `  /** ${method.description} */\n`;
  if (paged) return `${said}  readonly ${method.field}: List<${options}, ${result}>;\n`;
  if (!stream) return `${said}  ${method.field}(${places}): Promise<${result}>;\n`;
  const event = `types.${stream.types}['${stream.field}']`;
  return `${said}  readonly ${method.field}: {
    (${places}): Promise<${result}>;
    /** ${stream.description} */
    stream(${parametersOf(stream).places}): AsyncGenerator<${event}, void, undefined>;
  };\n`;
}

/** @param {{ method: Method, stream: Method | undefined, paged: boolean, once: { keyed: boolean, repeatable: boolean } }} part */
function entry({ method, stream, paged, once }) {
  const flags = [paged && 'paged: true', once.keyed && 'keyed: true', once.repeatable && 'repeatable: true'];
  const streamed = stream && `stream: { ${send(stream)} }`;
  const all = [send(method), ...flags, streamed].filter(Boolean);
  return `  ${method.field}: { ${all.join(', ')} },\n`;
}

/** @param {Method} method */
function send({ node, required, optional }) {
  const names = (/** @type {string[]} */ list) => `[${list.map((name) => `'${name}'`).join(', ')}]`;
  return `document: ${node.name?.value}Document, required: ${names(required)}, optional: ${names(optional)}`;
}
