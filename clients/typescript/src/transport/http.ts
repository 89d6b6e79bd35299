import { type Kind, hashOf, kindOf } from '../documents.js';
import { CmsBlogError, ConnectionError, type GraphQLFailure, RequestError } from '../errors.js';
import { type CallOptions, type ClientOptions, fetchOptionsOf, headersOf } from '../options.js';
import { multipartOf } from './uploads.js';

/** An operation with its variables. */
export interface Operation {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly call: CallOptions;
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
  const { text, variables, call } = operation;
  const form = multipartOf({ query: text, variables });
  // The server requires a header that HTML forms can't set, against cross-site request forgery.
  if (form) return post(options, call, form, { 'apollo-require-preflight': 'true' });
  const hash = options.persistedQueries && (await hashOf(text));
  if (!hash) return postJson(options, call, { query: text, variables });
  const named = { variables, extensions: { persistedQuery: { version: 1, sha256Hash: hash } } };
  try {
    return await sendHash(options, kindOf(text), named, call);
  } catch (error) {
    if (!(error instanceof RequestError && error.code === 'PERSISTED_QUERY_NOT_FOUND')) throw error;
    return postJson(options, call, { query: text, ...named });
  }
}

function sendHash(
  options: ClientOptions,
  kind: Kind,
  named: { readonly variables: unknown; readonly extensions: unknown },
  call: CallOptions,
): Promise<unknown> {
  if (options.persistedQueries === 'GET' && kind === 'query') {
    const parameters = new URLSearchParams({
      variables: JSON.stringify(named.variables),
      extensions: JSON.stringify(named.extensions),
    });
    const url = `${options.url}${options.url.includes('?') ? '&' : '?'}${parameters}`;
    if (url.length <= LONGEST_URL) return exchange(options, call, url, { method: 'GET' }, {});
  }
  return postJson(options, call, named);
}

function postJson(options: ClientOptions, call: CallOptions, body: object): Promise<unknown> {
  return post(options, call, JSON.stringify(body), { 'content-type': 'application/json' });
}

function post(
  options: ClientOptions,
  call: CallOptions,
  body: BodyInit,
  headers: Record<string, string>,
): Promise<unknown> {
  return exchange(options, call, options.url, { method: 'POST', body }, headers);
}

async function exchange(
  options: ClientOptions,
  call: CallOptions,
  url: string,
  request: RequestInit,
  headers: Record<string, string>,
): Promise<unknown> {
  const all = { ...(await headersOf(options, call)), accept: ACCEPT, ...headers };
  try {
    const init = {
      ...fetchOptionsOf(options, call),
      ...request,
      headers: all,
      signal: call.signal ?? null,
    };
    const response = await (options.fetch ?? fetch)(url, init);
    return dataOf(await responseOf(options.url, response));
  } catch (error) {
    call.signal?.throwIfAborted();
    throw error instanceof CmsBlogError ? error : unreachable(options.url, error);
  }
}

/** The error of a request without a response. */
export function unreachable(url: string, cause: unknown): ConnectionError {
  return new ConnectionError(`${url} is unreachable.`, { cause });
}

/**
 * Read a GraphQL response.
 *
 * @throws {ConnectionError} it is not GraphQL
 */
export async function responseOf(url: string, response: Response): Promise<object> {
  const answer = parse(await response.text());
  if (typeof answer === 'object' && answer !== null && ('data' in answer || 'errors' in answer)) {
    return answer;
  }
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  throw new ConnectionError(`${url} returned status ${response.status} and no GraphQL response.`, {
    status: response.status,
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : undefined,
  });
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
