/** A page of a list: a connection of the schema. */
export interface Page {
  readonly nodes: readonly unknown[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

export type NodeOf<P extends Page> = P['nodes'][number];

/**
 * Iterate over the pages of a list, each requested when it is needed.
 *
 * @param fetchPage requests the page after a cursor; null requests the first page
 */
export async function* pages<P extends Page>(
  fetchPage: (after: string | null) => Promise<P>,
  after: string | null = null,
): AsyncGenerator<P, void, undefined> {
  for (let cursor = after; ;) {
    const page = await fetchPage(cursor);
    yield page;
    const { hasNextPage, endCursor } = page.pageInfo;
    // A connection that never advances its cursor would loop forever.
    if (!hasNextPage || endCursor == null || endCursor === cursor) return;
    cursor = endCursor;
  }
}

/** Iterate over the items of a list, page by page. */
export async function* nodes<P extends Page>(
  fetchPage: (after: string | null) => Promise<P>,
  after: string | null = null,
): AsyncGenerator<NodeOf<P>, void, undefined> {
  for await (const page of pages(fetchPage, after)) yield* page.nodes as NodeOf<P>[];
}
