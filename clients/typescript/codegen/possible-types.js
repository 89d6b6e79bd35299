import { isAbstractType } from 'graphql';

/** @type {import('@graphql-codegen/plugin-helpers').PluginFunction} */
export function plugin(schema) {
  const lines = Object.values(schema.getTypeMap())
    .filter((type) => isAbstractType(type))
    .map((type) => {
      const members = schema.getPossibleTypes(type).map(({ name }) => `    '${name}',\n`);
      return `  ${type.name}: [\n${members.join('')}  ],\n`;
    });
  return `/** The types that each union and interface has, as caches want to know them. */
export const possibleTypes = {
${lines.join('')}} satisfies Record<string, string[]>;
`;
}
