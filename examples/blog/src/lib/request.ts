import type { TypedDocumentString } from '@/gql/graphql';
import { site } from './site';

/** Seconds after which cached data is read again, in case a webhook was lost. */
const MAX_AGE = 60;
const TIMEOUT_MS = 10_000;

/** An error of the API, with its code, for example BAD_REQUEST. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly code?: string,
  ) {
    super(message);
  }
}

/** Execute a query. With tags, the response is cached until one of them is revalidated. */
export async function request<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  tags?: string[],
): Promise<Result> {
  const response = await fetch(`${site.api}/graphql`, {
    method: 'POST',
    headers: {
      // With this type, a failed operation has a status that is never cached.
      accept: 'application/graphql-response+json',
      // The API caches responses for some seconds, and does not expire them when it sends an event.
      'cache-control': 'no-cache',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query: document.toString(), variables }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(tags ? { next: { tags, revalidate: MAX_AGE } } : { cache: 'no-store' }),
  });
  const { data, errors } = (await response.json()) as {
    data?: Result;
    errors?: { message: string; extensions?: { code?: string } }[];
  };
  const error = errors?.[0];
  if (error) throw new ApiError(error.message, error.extensions?.code);
  if (!data) throw new ApiError(`The API responded with status ${response.status}.`);
  return data;
}
