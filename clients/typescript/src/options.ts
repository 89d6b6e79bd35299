import type { RetryOptions } from './retries.js';

/** The token, or a function that returns the current token and is called before each request. */
export type Token = string | (() => string | null | undefined | Promise<string | null | undefined>);

export interface ClientOptions {
  /** URL of the endpoint, for example `https://api.example.com/graphql`. */
  readonly url: string;
  /** `session.accessToken` of a signup or login; without it, the client is signed out. */
  readonly token?: Token | undefined;
  /** Additional headers of each HTTP request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Retries after RATE_LIMITED and UNAVAILABLE; false disables them. */
  readonly retry?: RetryOptions | false;
  /**
   * Send hashes of operations instead of their texts. With 'GET', queries are sent by GET, and
   * browsers and proxies can cache the responses.
   */
  readonly persistedQueries?: 'POST' | 'GET';
  /** Replaces the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** WebSocket class for streams, for example of the package `ws` in Node before 22. */
  readonly webSocket?: unknown;
}

/** Options of every call. */
export interface CallOptions {
  /** Cancels the call, also between retries. The call fails with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Overrides the client's option. */
  readonly retry?: RetryOptions | false | undefined;
}

/** The Authorization header; empty when signed out. */
export async function authorization(token: Token | undefined): Promise<Record<string, string>> {
  const now = typeof token === 'function' ? await token() : token;
  return now ? { authorization: `Bearer ${now}` } : {};
}
