import { type Kind, hashOf, kindOf } from './documents.js';
import { ConnectionError, type GraphQLFailure, RequestError } from './errors.js';
import { type ClientOptions, authorization } from './options.js';
import { multipartOf } from './uploads.js';

/** An operation with its variables. */
export interface Operation {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal | undefined;
}

const ACCEPT = 'application/graphql-response+json, application/json;q=0.9';
// Servers and proxies accept URLs of this length.
const LONGEST_URL = 2_000;

/**
 * Send an operation over HTTP, without retries.
 *
 * GraphQL over HTTP, https://graphql.github.io/graphql-over-http/draft/.
 *
 * @returns the `data` of the response
 * @throws {RequestError} the response has errors
 * @throws {ConnectionError} there is no response, or it is not GraphQL
 */
export async function send(options: ClientOptions, operation: Operation): Promise<unknown> {
  const { text, variables, signal } = operation;
  const form = multipartOf({ query: text, variables });
  // The server requires a header that HTML forms can't set, against cross-site request forgery.
  if (form) return post(options, form, { 'apollo-require-preflight': 'true' }, signal);
  const json = { 'content-type': 'application/json' };
  const hash = options.persistedQueries && (await hashOf(text));
  if (!hash) return post(options, JSON.stringify({ query: text, variables }), json, signal);
  const named = { variables, extensions: { persistedQuery: { version: 1, sha256Hash: hash } } };
  try {
    return await sendHash(options, kindOf(text), named, signal);
  } catch (error) {
    if (!(error instanceof RequestError && error.code === 'PERSISTED_QUERY_NOT_FOUND')) throw error;
    return post(options, JSON.stringify({ query: text, ...named }), json, signal);
  }
}

async function sendHash(
  options: ClientOptions,
  kind: Kind,
  named: { readonly variables: unknown; readonly extensions: unknown },
  signal: AbortSignal | undefined,
): Promise<unknown> {
  if (options.persistedQueries === 'GET' && kind === 'query') {
    const url = new URL(options.url);
    url.searchParams.set('variables', JSON.stringify(named.variables));
    url.searchParams.set('extensions', JSON.stringify(named.extensions));
    if (url.href.length <= LONGEST_URL) {
      return exchange(options, url.href, { method: 'GET', signal: signal ?? null }, {});
    }
  }
  return post(options, JSON.stringify(named), { 'content-type': 'application/json' }, signal);
}

function post(
  options: ClientOptions,
  body: BodyInit,
  headers: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  return exchange(options, options.url, { method: 'POST', body, signal: signal ?? null }, headers);
}

async function exchange(
  options: ClientOptions,
  url: string,
  request: RequestInit,
  headers: Record<string, string>,
): Promise<unknown> {
  const all = new Headers(options.headers);
  const own = { accept: ACCEPT, ...headers, ...(await authorization(options.token)) };
  for (const [name, value] of Object.entries(own)) all.set(name, value);
  let response: Response;
  let answer: unknown;
  try {
    response = await (options.fetch ?? fetch)(url, { ...request, headers: all });
    answer = parse(await response.text());
  } catch (error) {
    request.signal?.throwIfAborted();
    throw new ConnectionError(`${options.url} is unreachable.`, { cause: error });
  }
  if (typeof answer !== 'object' || answer === null || !('data' in answer || 'errors' in answer)) {
    const seconds = Number(response.headers.get('retry-after') ?? NaN);
    throw new ConnectionError(`${options.url} returned status ${response.status} and no GraphQL response.`, {
      status: response.status,
      retryAfterSeconds: Number.isFinite(seconds) ? seconds : undefined,
    });
  }
  return dataOf(answer);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The `data` of a GraphQL response (specification, section 7.1). */
export function dataOf(response: { readonly data?: unknown; readonly errors?: unknown }): unknown {
  if (Array.isArray(response.errors) && response.errors.length > 0) {
    throw new RequestError(response.errors as GraphQLFailure[], response.data);
  }
  return response.data;
}
