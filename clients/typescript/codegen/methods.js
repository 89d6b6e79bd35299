import { Kind, getNamedType, typeFromAST } from 'graphql';

/**
 * @typedef {object} Sending what a method sends
 * @property {import('graphql').OperationDefinitionNode} node
 * @property {string} name the document's name
 * @property {string} types the name that the operation's types begin with
 * @property {string} description
 * @property {string[]} required variables that have to be given, in their order
 * @property {string[]} optional the others
 *
 * @typedef {object} Extras what a method can do beside that
 * @property {string} field the root field, which is the method's name
 * @property {Sending | undefined} stream the subscription of the same name
 * @property {boolean} paged it is a list with pages
 * @property {boolean} keyed its input takes an `idempotencyKey`
 * @property {boolean} repeatable sent twice, it leaves what once leaves
 *
 * @typedef {Sending & Extras} Method
 */

// Names of variables that would be taken for options of the call.
const RESERVED = ['signal', 'retry'];
// Of the mutations. Those with a key are, too, by that.
const REPEATABLE = ['exportMyData', 'login', 'updateBlog', 'uploadImage'];

/**
 * A method for each query and mutation of a schema, with its operation out of those given.
 *
 * @param {import('graphql').GraphQLSchema} schema
 * @param {import('@graphql-codegen/plugin-helpers').Types.DocumentFile[]} files
 * @returns {Method[]}
 * @throws {Error} a field has no operation, or one that does not do
 */
export function methodsOf(schema, files) {
  const nodes = files
    .flatMap(({ document }) => document?.definitions ?? [])
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const streams = sendings(schema.getSubscriptionType(), nodes);
  const called = [schema.getQueryType(), schema.getMutationType()].map((type) =>
    sendings(type, nodes),
  );
  const methods = called.flatMap((group) =>
    Object.entries(group).map(([field, sending]) => ({
      ...sending,
      field,
      stream: streams[field],
      paged: isPaged(schema, field),
      keyed: takesKey(schema, sending.node),
      repeatable: sending.node.operation === 'query' || REPEATABLE.includes(field),
    })),
  );
  const sent = methods.flatMap(({ node, stream }) => [node, stream?.node]);
  const unsent = nodes.filter((node) => !sent.includes(node)).map(({ name }) => name?.value);
  if (unsent.length) throw new Error(`No method sends ${unsent.join(', ')}.`);
  return methods;
}

/**
 * @param {import('graphql').GraphQLObjectType | null | undefined} type
 * @param {import('graphql').OperationDefinitionNode[]} nodes
 * @returns {Record<string, Sending>}
 */
function sendings(type, nodes) {
  const fields = Object.values(type?.getFields() ?? {});
  return Object.fromEntries(
    fields.map((field) => [field.name, sendingOf(`${type}`, field, nodes)]),
  );
}

/**
 * @param {string} type
 * @param {import('graphql').GraphQLField<unknown, unknown>} field
 * @param {import('graphql').OperationDefinitionNode[]} nodes
 * @returns {Sending}
 */
function sendingOf(type, field, nodes) {
  const place = `${type}.${field.name}`;
  const node = nodes.find(
    ({ operation, selectionSet: { selections } }) =>
      operation === type.toLowerCase() &&
      selections.some((part) => part.kind === Kind.FIELD && part.name.value === field.name),
  );
  if (!node?.name || node.selectionSet.selections.length > 1) {
    throw new Error(`${place} has no operation of its own in operations/: write one.`);
  }
  const variables = node.variableDefinitions ?? [];
  const names = variables.map(({ variable }) => variable.name.value);
  const forgotten = field.args.map(({ name }) => name).filter((name) => !names.includes(name));
  if (forgotten.length) throw new Error(`The operation of ${place} lacks ${forgotten.join(', ')}.`);
  const clash = names.find((name) => RESERVED.includes(name));
  if (clash)
    throw new Error(`The operation of ${place} has a variable of a reserved name, ${clash}.`);
  const required = variables
    .filter(({ type: { kind }, defaultValue }) => kind === Kind.NON_NULL_TYPE && !defaultValue)
    .map(({ variable }) => variable.name.value);
  return {
    node,
    name: node.name.value,
    types: node.name.value + type,
    description: field.description ?? field.name,
    required,
    optional: names.filter((name) => !required.includes(name)),
  };
}

/**
 * @param {import('graphql').GraphQLSchema} schema
 * @param {string} name
 */
function isPaged(schema, name) {
  const field = schema.getQueryType()?.getFields()[name];
  const page = field && getNamedType(field.type);
  return page !== undefined && 'getFields' in page && 'pageInfo' in page.getFields();
}

/**
 * @param {import('graphql').GraphQLSchema} schema
 * @param {import('graphql').OperationDefinitionNode} node
 */
function takesKey(schema, node) {
  const input = node.variableDefinitions?.find(({ variable }) => variable.name.value === 'input');
  const type = input && getNamedType(typeFromAST(schema, /** @type {any} */ (input.type)));
  return type !== undefined && 'getFields' in type && 'idempotencyKey' in type.getFields();
}
