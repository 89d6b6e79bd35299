/**
 * Encode a request with files as a form: GraphQL multipart request specification, version 2.
 * https://github.com/jaydenseric/graphql-multipart-request-spec
 *
 * @returns undefined if the variables contain no file
 */
export function multipartOf(
  request: { readonly variables?: Readonly<Record<string, unknown>> } & Record<string, unknown>,
): FormData | undefined {
  const places = new Map<Blob, string[]>();
  const variables = withoutFiles(request.variables, 'variables', places);
  if (places.size === 0) return undefined;
  const files = [...places.keys()];
  const form = new FormData();
  form.append('operations', JSON.stringify({ ...request, variables }));
  form.append('map', JSON.stringify(Object.fromEntries([...places.values()].entries())));
  files.forEach((file, index) => {
    form.append(String(index), file, 'name' in file ? String(file.name) : 'file');
  });
  return form;
}

function withoutFiles(value: unknown, path: string, places: Map<Blob, string[]>): unknown {
  if (value instanceof Blob) {
    places.set(value, [...(places.get(value) ?? []), path]);
    return null;
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => withoutFiles(item, `${path}.${index}`, places));
  }
  if (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype
  ) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        withoutFiles(item, `${path}.${key}`, places),
      ]),
    );
  }
  return value;
}
