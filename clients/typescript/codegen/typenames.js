import { Kind, TypeInfo, buildASTSchema, isAbstractType, visit, visitWithTypeInfo } from 'graphql';

/**
 * Adds `__typename` to selections on unions and interfaces, to distinguish their members.
 *
 * @type {import('@graphql-codegen/plugin-helpers').Types.DocumentTransformFunction}
 */
export function transform({ schema, documents }) {
  const types = new TypeInfo(buildASTSchema(schema));
  const add = visitWithTypeInfo(types, {
    SelectionSet(node) {
      if (!isAbstractType(types.getParentType())) return undefined;
      const name = /** @type {const} */ ({ kind: Kind.NAME, value: '__typename' });
      return { ...node, selections: [{ kind: Kind.FIELD, name }, ...node.selections] };
    },
  });
  return documents.map((file) => ({
    ...file,
    ...(file.document && { document: visit(file.document, add) }),
  }));
}
