import { isAbstractType } from 'graphql';

/** @type {import('@graphql-codegen/plugin-helpers').PluginFunction} */
export function plugin(schema) {
  const lines = Object.values(schema.getTypeMap())
    .filter((type) => isAbstractType(type))
    .map((type) => {
      const members = schema.getPossibleTypes(type).map(({ name }) => `    '${name}',\n`);
      return `  ${type.name}: [\n${members.join('')}  ],\n`;
    });
  return `/** Possible types of each union and interface, for the configuration of caches. */
export const possibleTypes = {
${lines.join('')}} satisfies Record<string, string[]>;
`;
}
