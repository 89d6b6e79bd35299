import { getNamedType, isObjectType } from 'graphql';

// Objects without an id that exist once.
const SINGLETONS = ['DashboardStats', 'GenerationService'];

/**
 * Generates the configuration of normalised caches.
 *
 * @type {import('@graphql-codegen/plugin-helpers').PluginFunction}
 */
export function plugin(schema) {
  const policies = mergedOf(schema);
  for (const name of SINGLETONS) {
    if (!schema.getType(name)) throw new Error(`The schema has no type ${name}.`);
    policies[name] = { keyFields: [] };
  }
  return `/** Policies for \`InMemoryCache\` of Apollo Client: keys, and objects without an id that are merged. */
export const typePolicies = ${literal(policies)} satisfies Record<string, object>;
`;
}

/** @param {object} value */
function literal(value) {
  return JSON.stringify(value, null, 2).replaceAll('"', "'").replace(/^( *)'(\w+)':/gm, '$1$2:');
}

/**
 * Fields of entities that are objects without an id: selections of different queries are merged.
 *
 * @param {import('graphql').GraphQLSchema} schema
 * @returns {Record<string, object>}
 */
function mergedOf(schema) {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type));
  /** @type {Map<string, string[]>} */
  const merged = new Map();
  const waiting = types.filter((type) => type.getFields()['id']);
  for (let type = waiting.pop(); type; type = waiting.pop()) {
    if (merged.has(type.name)) continue;
    const fields = [];
    for (const field of Object.values(type.getFields())) {
      const target = getNamedType(field.type);
      if (!isObjectType(target) || target.getFields()['id']) continue;
      if (!String(field.type).startsWith('[')) fields.push(field.name);
      waiting.push(target);
    }
    merged.set(type.name, fields);
  }
  return Object.fromEntries(
    [...merged]
      .filter(([, fields]) => fields.length)
      .map(([name, fields]) => [
        name,
        { fields: Object.fromEntries(fields.map((field) => [field, { merge: true }])) },
      ]),
  );
}
