import {
  Kind,
  TypeInfo,
  buildASTSchema,
  isAbstractType,
  isUnionType,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * - Adds `__typename` to selections on unions and interfaces, to distinguish their members.
 * - Replaces `...Failure` in a selection on a union by the parts for the members of that union, so that an
 *   operation does not carry the selections of all other failures.
 *
 * @type {import('@graphql-codegen/plugin-helpers').Types.DocumentTransformFunction}
 */
export function transform({ schema: source, documents }) {
  const schema = buildASTSchema(source);
  const types = new TypeInfo(schema);
  const failure = failureOf(documents);
  const rewrite = visitWithTypeInfo(types, {
    SelectionSet(node) {
      const parent = types.getParentType();
      if (!isAbstractType(parent)) return undefined;
      const name = /** @type {const} */ ({ kind: Kind.NAME, value: '__typename' });
      const selections = isUnionType(parent)
        ? node.selections.flatMap((selection) =>
            selection.kind === Kind.FRAGMENT_SPREAD && selection.name.value === 'Failure'
              ? partsFor(
                  failure,
                  schema.getPossibleTypes(parent).map((type) => type.name),
                )
              : [selection],
          )
        : node.selections;
      return { ...node, selections: [{ kind: Kind.FIELD, name }, ...selections] };
    },
  });
  return documents.map((file) => ({
    ...file,
    ...(file.document && { document: visit(file.document, rewrite) }),
  }));
}

/**
 * `fragment Failure on UserError`.
 *
 * @param {import('@graphql-codegen/plugin-helpers').Types.DocumentFile[]} files
 */
export function failureOf(files) {
  const definitions = files.flatMap(({ document }) => document?.definitions ?? []);
  const failure = definitions.find(
    (definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === 'Failure',
  );
  if (failure?.kind !== Kind.FRAGMENT_DEFINITION) throw new Error('The fragment Failure is missing in operations/.');
  return failure;
}

/**
 * The selections of a fragment that apply to types, with the common fields as an inline fragment.
 *
 * @param {import('graphql').FragmentDefinitionNode} fragment
 * @param {string[]} names
 * @returns {import('graphql').SelectionNode[]}
 */
function partsFor({ typeCondition, selectionSet }, names) {
  const { selections } = selectionSet;
  const fields = selections.filter((selection) => selection.kind === Kind.FIELD);
  return [
    {
      kind: Kind.INLINE_FRAGMENT,
      typeCondition,
      selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
    },
    ...selections.filter(
      (selection) =>
        selection.kind === Kind.INLINE_FRAGMENT &&
        names.includes(selection.typeCondition?.name.value ?? ''),
    ),
  ];
}
