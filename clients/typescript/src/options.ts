import type { RetryOptions } from './retries.js';

/** The token itself, or what has it at the moment: it is asked before each request. */
export type Token = string | (() => string | null | undefined | Promise<string | null | undefined>);

export interface ClientOptions {
  /** Where the endpoint is, as `https://api.example.com/graphql`. */
  readonly url: string;
  /** `session.accessToken` of a signup or login; without it, the client is signed out. */
  readonly token?: Token | undefined;
  /** Sent with each HTTP request, beside the client's own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long calls wait when the server says RATE_LIMITED or UNAVAILABLE; false: not at all. */
  readonly retry?: RetryOptions | false;
  /**
   * Send the hashes of operations in place of their texts, by POST, or queries by GET, whose
   * answers browsers and proxies can keep.
   */
  readonly persistedQueries?: 'POST' | 'GET';
  /** In place of the platform's. */
  readonly fetch?: typeof fetch;
  /** For streams in Node before 22, which has no WebSocket: that of the package `ws`. */
  readonly webSocket?: unknown;
}

/** What every call takes. */
export interface CallOptions {
  /** Ends the call, its waits included; it fails with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** In place of the client's. */
  readonly retry?: RetryOptions | false | undefined;
}

/** The header that proves who is asking. */
export async function authorization(token: Token | undefined): Promise<Record<string, string>> {
  const now = typeof token === 'function' ? await token() : token;
  return now ? { authorization: `Bearer ${now}` } : {};
}
