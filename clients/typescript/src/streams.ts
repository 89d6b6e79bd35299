import type { Client, FormattedExecutionResult } from 'graphql-ws/client';
import { CmsBlogError, ConnectionError, type GraphQLFailure, RequestError } from './errors.js';
import { dataOf } from './http.js';
import { type ClientOptions, authorization } from './options.js';
import { type Patience, Waits } from './retries.js';

/** One subscription, ready to be sent. */
export interface Subscription {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal | undefined;
  readonly patience: Patience;
  /** Takes the stream up again behind an event, where the server can do that. */
  readonly resume?: (event: unknown) => Place | undefined;
}

/** Variables that go on behind an event; undefined for an event that is the last. */
export interface Place {
  readonly variables: Readonly<Record<string, unknown>>;
}

// Ours and the protocol's, https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md:
// what trying again would not mend.
const UNAUTHENTICATED = new Set([4401, 4403]);
const HOPELESS = new Set([4004, 4005, 4400, 4406, 4409, 4429, 4500]);

const ALIVE_EVERY = 15_000;
const ANSWER_WITHIN = 10_000;

type Response = FormattedExecutionResult<Record<string, unknown>, unknown>;

/** Subscriptions over one WebSocket, which is open as long as there are any. */
export class Streams {
  #client: Promise<Client> | undefined;
  #closed = false;

  constructor(private readonly options: ClientOptions) {}

  /**
   * The `data` of each event, until the last. Leaving the loop, or the signal, ends the server's
   * work. A connection that is lost is opened anew, and the stream goes on where it was.
   *
   * @throws {RequestError} the server refused it, or it broke off
   * @throws {ConnectionError} the connection is lost
   */
  async *follow(subscription: Subscription): AsyncGenerator<unknown, void, undefined> {
    const { text, signal, patience, resume } = subscription;
    const waits = new Waits(patience, signal);
    let { variables } = subscription;
    for (;;) {
      try {
        for await (const response of this.#responses(text, variables, signal)) {
          const event = dataOf(response);
          waits.reset();
          yield event;
          if (resume === undefined) continue;
          const place = resume(event);
          // Its last: whatever happens to the connection now is no loss.
          if (place === undefined) return;
          variables = place.variables;
        }
        if (resume === undefined && !this.#closed) return;
        throw new ConnectionError('The stream ended before its last event.');
      } catch (error) {
        signal?.throwIfAborted();
        if (this.#closed) throw new CmsBlogError('The client was closed.', { cause: error });
        await waits.after(error, resume === undefined ? 'refused' : 'always');
      }
    }
  }

  /** Close the socket, and with it whatever still runs over it. */
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
  const platforms = (options.webSocket ?? globalThis.WebSocket) as typeof WebSocket | undefined;
  if (platforms === undefined) {
    throw new CmsBlogError(
      'Streams need a WebSocket. Node has one from 22 on; give `webSocket` the one of package ws.',
    );
  }
  // Only where streams are used: pages without them don't load it.
  const { createClient } = await import('graphql-ws/client');
  let silence: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: options.url.replace(/^http/, 'ws'),
    webSocketImpl: openingInTime(platforms),
    connectionParams: () => authorization(options.token),
    connectionAckWaitTimeout: ANSWER_WITHIN,
    // `follow` tries again itself: only it knows where the stream was.
    retryAttempts: 0,
    keepAlive: ALIVE_EVERY,
    on: {
      // A connection that died without a word would be waited for without end.
      ping(received) {
        if (!received) silence = setTimeout(() => client.terminate(), ANSWER_WITHIN);
      },
      pong(received) {
        if (received) clearTimeout(silence);
      },
      closed: () => clearTimeout(silence),
    },
  });
  return client;
}

/** A WebSocket that fails where it is not open in time, as of a server that takes it and hangs. */
function openingInTime(platforms: typeof WebSocket): typeof WebSocket {
  return class extends platforms {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      const timer = setTimeout(() => this.close(), ANSWER_WITHIN);
      for (const event of ['open', 'close'])
        this.addEventListener(event, () => clearTimeout(timer));
    }
  };
}

/** What graphql-ws hands over, an array of errors, an event or anything else, as an exception. */
function failureOf(given: unknown): Error {
  if (Array.isArray(given)) return new RequestError(given as GraphQLFailure[]);
  const { code, reason } = (given ?? {}) as { code?: unknown; reason?: unknown };
  if (typeof code !== 'number') {
    return new ConnectionError("The WebSocket can't be opened.", { cause: given });
  }
  const message =
    typeof reason === 'string' && reason ? reason : `The WebSocket closed with ${code}.`;
  if (UNAUTHENTICATED.has(code)) {
    return new RequestError([{ message, extensions: { code: 'UNAUTHENTICATED' } }]);
  }
  if (HOPELESS.has(code)) return new CmsBlogError(message, { cause: given });
  return new ConnectionError(message, { cause: given, status: code });
}
