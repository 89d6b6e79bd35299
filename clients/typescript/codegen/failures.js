import { Kind, isInterfaceType } from 'graphql';
import { failureOf } from './transform.js';

/**
 * Generates an exception class for each expected failure, with the fields that `fragment Failure` selects.
 *
 * @type {import('@graphql-codegen/plugin-helpers').PluginFunction}
 */
export function plugin(schema, documents) {
  const userError = schema.getType('UserError');
  if (!isInterfaceType(userError)) throw new Error('The schema has no interface UserError.');
  const names = schema.getPossibleTypes(userError).map(({ name }) => name);
  const fields = fieldsByType(documents);
  const missing = schema.getPossibleTypes(userError).flatMap((type) =>
    Object.keys(type.getFields())
      .filter(
        (field) => !(field in userError.getFields()) && !fields.get(type.name)?.includes(field),
      )
      .map((field) => `${type.name}.${field}`),
  );
  if (missing.length)
    throw new Error(`fragment Failure does not select ${missing.join(', ')}.`);
  const classes = names.map((name) => {
    const description = schema.getType(name)?.description ?? name;
    const members = (fields.get(name) ?? []).map(
      (field) => `  declare readonly ${field}: Member<'${name}'>['${field}'];\n`,
    );
    const body = members.length ? `\n${members.join('')}` : '';
    return `/** ${description} */\nexport class ${name} extends UserError {${body}}\n`;
  });
  return `import { UserError } from '../errors.js';
import type { FailureFragment } from './graphql.js';

/** A member of a result union that is an expected failure. */
export type FailureMember = FailureFragment;

type Member<Name extends string> = Extract<FailureMember, { __typename: Name }>;

${classes.join('\n')}
/** The exception class of each failure, by the name of its member. */
export const failures: Readonly<
  Record<string, new (member: { readonly __typename: string; readonly message: string }) => UserError>
> = {
${names.map((name) => `  ${name},\n`).join('')}};
`;
}

/**
 * Fields that `fragment Failure` selects of each type, without those of the interface.
 *
 * @param {import('@graphql-codegen/plugin-helpers').Types.DocumentFile[]} files
 */
function fieldsByType(files) {
  /** @type {Map<string, string[]>} */
  const fields = new Map();
  for (const part of failureOf(files).selectionSet.selections) {
    if (part.kind !== Kind.INLINE_FRAGMENT || !part.typeCondition) continue;
    const names = part.selectionSet.selections.flatMap((field) =>
      field.kind === Kind.FIELD ? [(field.alias ?? field.name).value] : [],
    );
    fields.set(part.typeCondition.name.value, names);
  }
  return fields;
}
