import type { Client, FormattedExecutionResult } from 'graphql-ws/client';
import { CmsBlogError, ConnectionError, type GraphQLFailure, RequestError } from './errors.js';
import { dataOf } from './http.js';
import { type ClientOptions, authorization } from './options.js';
import { type RetryPolicy, Retries } from './retries.js';

/** A subscription with its variables. */
export interface Subscription {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal | undefined;
  readonly retryPolicy: RetryPolicy;
  /** Returns the point from which to resume after an event, if the server supports that. */
  readonly resume?: (event: unknown) => ResumePoint | undefined;
}

/** Variables that resume a stream after an event. */
export interface ResumePoint {
  readonly variables: Readonly<Record<string, unknown>>;
}

// Close codes of the server and of the protocol after which a retry can't succeed,
// https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md.
const UNAUTHENTICATED = new Set([4401, 4403]);
const PERMANENT = new Set([4004, 4005, 4400, 4406, 4409, 4429, 4500]);

const KEEP_ALIVE_INTERVAL = 15_000;
const RESPONSE_TIMEOUT = 10_000;

type Response = FormattedExecutionResult<Record<string, unknown>, unknown>;

/** Subscriptions over one WebSocket, which is open while any of them runs. */
export class Streams {
  #client: Promise<Client> | undefined;
  #closed = false;

  constructor(private readonly options: ClientOptions) {}

  /**
   * Yield the `data` of each event. Leaving the loop, or aborting the signal, cancels the work on the
   * server. After a lost connection, the client reconnects and resumes the stream.
   *
   * @throws {RequestError} the server refused or aborted the subscription
   * @throws {ConnectionError} the connection was lost and could not be restored
   */
  async *follow(subscription: Subscription): AsyncGenerator<unknown, void, undefined> {
    const { text, signal, retryPolicy, resume } = subscription;
    const retries = new Retries(retryPolicy, signal);
    let { variables } = subscription;
    for (;;) {
      try {
        for await (const response of this.#responses(text, variables, signal)) {
          const event = dataOf(response);
          retries.reset();
          yield event;
          if (resume === undefined) continue;
          const point = resume(event);
          // The last event: a lost connection does not matter any more.
          if (point === undefined) return;
          variables = point.variables;
        }
        if (resume === undefined && !this.#closed) return;
        throw new ConnectionError('The stream ended before its last event.');
      } catch (error) {
        signal?.throwIfAborted();
        if (this.#closed) throw new CmsBlogError('The client was closed.', { cause: error });
        await retries.after(error, resume === undefined ? 'refused' : 'always');
      }
    }
  }

  /** Close the WebSocket and all its subscriptions. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#client?.then(
      (client) => client.dispose(),
      () => undefined,
    );
  }

  async *#responses(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Response, void, undefined> {
    signal?.throwIfAborted();
    if (this.#closed) throw new CmsBlogError('The client was closed.');
    this.#client ??= connect(this.options).catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    const client = await this.#client;
    const arrived: Response[] = [];
    let end: { readonly error?: unknown } | undefined;
    let wake = (): void => {};
    const finish = (how: { readonly error?: unknown }): void => {
      end ??= how;
      wake();
    };
    const dispose = client.subscribe<Record<string, unknown>>(
      { query, variables },
      {
        next(response) {
          arrived.push(response);
          wake();
        },
        error: (error) => finish({ error: failureOf(error) }),
        complete: () => finish({}),
      },
    );
    const abort = (): void => {
      arrived.length = 0;
      finish({ error: signal?.reason });
    };
    signal?.addEventListener('abort', abort);
    try {
      for (;;) {
        const response = arrived.shift();
        if (response) yield response;
        else if (end && 'error' in end) throw end.error;
        else if (end) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      signal?.removeEventListener('abort', abort);
      dispose();
    }
  }
}

async function connect(options: ClientOptions): Promise<Client> {
  const Platform = (options.webSocket ?? globalThis.WebSocket) as typeof WebSocket | undefined;
  if (Platform === undefined) {
    throw new CmsBlogError(
      'Streams need a WebSocket. Use Node 22 or later, or set `webSocket` to that of the package ws.',
    );
  }
  // Loaded with the first stream, to keep other pages small.
  const { createClient } = await import('graphql-ws/client');
  let silence: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: options.url.replace(/^http/, 'ws'),
    webSocketImpl: openingInTime(Platform),
    connectionParams: () => authorization(options.token),
    connectionAckWaitTimeout: RESPONSE_TIMEOUT,
    // `follow` retries, because only it knows the position of the stream.
    retryAttempts: 0,
    keepAlive: KEEP_ALIVE_INTERVAL,
    on: {
      // Detects connections that died without a close frame.
      ping(received) {
        if (!received) silence = setTimeout(() => client.terminate(), RESPONSE_TIMEOUT);
      },
      pong(received) {
        if (received) clearTimeout(silence);
      },
      closed: () => clearTimeout(silence),
    },
  });
  return client;
}

/** A WebSocket that fails if it does not open in time, for example if the server hangs. */
function openingInTime(Platform: typeof WebSocket): typeof WebSocket {
  return class extends Platform {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      const timer = setTimeout(() => this.close(), RESPONSE_TIMEOUT);
      for (const event of ['open', 'close'])
        this.addEventListener(event, () => clearTimeout(timer));
    }
  };
}

/** Convert an error of graphql-ws (an array of errors, a close event or any value) to an exception. */
function failureOf(given: unknown): Error {
  if (Array.isArray(given)) return new RequestError(given as GraphQLFailure[]);
  const { code, reason } = (given ?? {}) as { code?: unknown; reason?: unknown };
  if (typeof code !== 'number') {
    return new ConnectionError('The WebSocket could not be opened.', { cause: given });
  }
  const message =
    typeof reason === 'string' && reason ? reason : `The WebSocket closed with ${code}.`;
  if (UNAUTHENTICATED.has(code)) {
    return new RequestError([{ message, extensions: { code: 'UNAUTHENTICATED' } }]);
  }
  if (PERMANENT.has(code)) return new CmsBlogError(message, { cause: given });
  return new ConnectionError(message, { cause: given, status: code });
}
