import { Kind, getNamedType, typeFromAST } from 'graphql';

/**
 * @typedef {object} OperationSpec an operation of a method
 * @property {import('graphql').OperationDefinitionNode} node
 * @property {string} name name of the document
 * @property {string} types prefix of the names of the operation's types
 * @property {string} description
 *
 * @typedef {object} Extras properties of a method
 * @property {string} field root field and name of the method
 * @property {OperationSpec | undefined} stream subscription of the same name
 * @property {boolean} paged whether it returns a connection
 * @property {boolean} keyed whether its input takes an `idempotencyKey`
 * @property {boolean} repeatable whether it is idempotent without a key
 * @property {boolean} resumable whether its stream can be resumed
 *
 * @typedef {OperationSpec & Extras} Method
 */

// Idempotent mutations. Mutations with a key are idempotent through it.
const REPEATABLE = [
  'exportMyData',
  'login',
  'reinstateAccount',
  'renewSession',
  'reopenNote',
  'resolveNote',
  'restoreVersion',
  'setAccountRole',
  'suspendAccount',
  'updateBlog',
  'updateProfile',
  'uploadImage',
];

/**
 * Create a method for each query and mutation of a schema, with its operation.
 *
 * @param {import('graphql').GraphQLSchema} schema
 * @param {import('@graphql-codegen/plugin-helpers').Types.DocumentFile[]} files
 * @returns {Method[]}
 * @throws {Error} a field has no operation, or an unusable one
 */
export function methodsOf(schema, files) {
  const nodes = files
    .flatMap(({ document }) => document?.definitions ?? [])
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const streams = specs(schema.getSubscriptionType(), nodes);
  const called = [schema.getQueryType(), schema.getMutationType()].map((type) =>
    specs(type, nodes),
  );
  const methods = called.flatMap((group) =>
    Object.entries(group).map(([field, spec]) => ({
      ...spec,
      field,
      stream: streams[field],
      paged: isPaged(schema, field),
      keyed: takesKey(schema, spec.node),
      repeatable: spec.node.operation === 'query' || REPEATABLE.includes(field),
      resumable: namesOf(streams[field]?.node).includes('resume'),
    })),
  );
  const sent = methods.flatMap(({ node, stream }) => [node, stream?.node]);
  const unsent = nodes.filter((node) => !sent.includes(node)).map(({ name }) => name?.value);
  if (unsent.length) throw new Error(`No method uses ${unsent.join(', ')}.`);
  return methods;
}

/**
 * @param {import('graphql').GraphQLObjectType | null | undefined} type
 * @param {import('graphql').OperationDefinitionNode[]} nodes
 * @returns {Record<string, OperationSpec>}
 */
function specs(type, nodes) {
  const fields = Object.values(type?.getFields() ?? {});
  return Object.fromEntries(
    fields.map((field) => [field.name, specOf(`${type}`, field, nodes)]),
  );
}

/**
 * @param {string} type
 * @param {import('graphql').GraphQLField<unknown, unknown>} field
 * @param {import('graphql').OperationDefinitionNode[]} nodes
 * @returns {OperationSpec}
 */
function specOf(type, field, nodes) {
  const coordinate = `${type}.${field.name}`;
  const node = nodes.find(
    ({ operation, selectionSet: { selections } }) =>
      operation === type.toLowerCase() &&
      selections.some((part) => part.kind === Kind.FIELD && part.name.value === field.name),
  );
  if (!node?.name || node.selectionSet.selections.length > 1) {
    throw new Error(`${coordinate} has no separate operation in operations/: add one.`);
  }
  const names = namesOf(node);
  const missing = field.args.map(({ name }) => name).filter((name) => !names.includes(name));
  if (missing.length) throw new Error(`The operation of ${coordinate} lacks ${missing.join(', ')}.`);
  return {
    node,
    name: node.name.value,
    types: node.name.value + type,
    description: field.description ?? field.name,
  };
}

/**
 * Names of the variables of an operation.
 *
 * @param {import('graphql').OperationDefinitionNode | undefined} node
 */
function namesOf(node) {
  return (node?.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
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
