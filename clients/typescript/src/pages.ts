/** A page of a list, as the server's connections are. */
export interface Page {
  readonly nodes: readonly unknown[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

export type NodeOf<P extends Page> = P['nodes'][number];

/**
 * A list's pages, each asked for when it is wanted.
 *
 * @param fetchPage asks for the page after a cursor; null for the first
 */
export async function* pages<P extends Page>(
  fetchPage: (after: string | null) => Promise<P>,
  after: string | null = null,
): AsyncGenerator<P, void, undefined> {
  for (let cursor = after; ;) {
    const page = await fetchPage(cursor);
    yield page;
    const { hasNextPage, endCursor } = page.pageInfo;
    // A list that says it goes on, and not where, would be read for ever.
    if (!hasNextPage || endCursor == null || endCursor === cursor) return;
    cursor = endCursor;
  }
}

/** What is in a list, page after page. */
export async function* nodes<P extends Page>(
  fetchPage: (after: string | null) => Promise<P>,
  after: string | null = null,
): AsyncGenerator<NodeOf<P>, void, undefined> {
  for await (const page of pages(fetchPage, after)) yield* page.nodes as NodeOf<P>[];
}
