import type { RetryPolicy } from './transport/retries.js';

/** The token, or a function that returns the current token and is called before each request. */
export type Token = string | (() => string | null | undefined | Promise<string | null | undefined>);

export interface ClientOptions {
  /** URL of the endpoint, for example `https://api.example.com/graphql`; in browsers also a path. */
  readonly url: string;
  /** `session.accessToken` of a signup or login; without it, the client is signed out. */
  readonly token?: Token | undefined;
  /** Additional headers of each request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Additional options of `fetch` for each request, for example `credentials`. */
  readonly fetchOptions?: FetchOptions;
  /** Retries after RATE_LIMITED and UNAVAILABLE; false disables them. */
  readonly retry?: RetryPolicy | false;
  /**
   * Send hashes of operations instead of their texts. With 'GET', queries are sent by GET, and
   * browsers and proxies can cache the responses.
   */
  readonly persistedQueries?: 'POST' | 'GET';
  /** Replaces the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** Options of `fetch` that the client does not set, with those that a framework adds, such as `next`. */
export type FetchOptions = Omit<RequestInit, 'body' | 'headers' | 'method' | 'signal'>;

/** Options of every call. */
export interface CallOptions {
  /** Cancels the call, also between retries. The call fails with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Overrides the client's option. */
  readonly retry?: RetryPolicy | false | undefined;
  /** Additional headers, which replace those of the client. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Additional options of `fetch`, for example `cache` or Next.js's `next: { tags }`. */
  readonly fetchOptions?: FetchOptions | undefined;
}

/** The Authorization header; empty when signed out. */
async function authorization(token: Token | undefined): Promise<Record<string, string>> {
  const now = typeof token === 'function' ? await token() : token;
  return now ? { authorization: `Bearer ${now}` } : {};
}

/** Headers of a request. Those of the call replace those of the client. */
export async function headersOf(
  options: ClientOptions,
  call: CallOptions,
): Promise<Record<string, string>> {
  const headers = new Headers();
  const token = await authorization(options.token);
  for (const given of [options.headers, call.headers, token]) {
    for (const [name, value] of Object.entries(given ?? {})) headers.set(name, value);
  }
  return Object.fromEntries(headers);
}

/** Options of `fetch` of a request. Those of the call replace those of the client. */
export function fetchOptionsOf(options: ClientOptions, call: CallOptions): FetchOptions {
  return { ...options.fetchOptions, ...call.fetchOptions };
}
