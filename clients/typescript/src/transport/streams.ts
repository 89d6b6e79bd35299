import { createClient } from 'graphql-sse';
import { CmsBlogError, ConnectionError } from '../errors.js';
import { dataOf, responseOf, unreachable } from './http.js';
import { type CallOptions, type ClientOptions, fetchOptionsOf, headersOf } from '../options.js';
import { type CompletePolicy, Retries } from './retries.js';

/** A subscription with its variables. */
export interface Subscription {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly call: CallOptions;
  readonly retryPolicy: CompletePolicy;
  /** Returns the point from which to resume after an event, if the server supports that. */
  readonly resume?: (event: unknown) => ResumePoint | undefined;
}

/** Variables that resume a stream after an event. */
export interface ResumePoint {
  readonly variables: Readonly<Record<string, unknown>>;
}

/** An attempt at a subscription. */
interface Attempt {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

// The server sends a comment every 15 seconds.
const SILENCE_MILLISECONDS = 25_000;

/**
 * Subscriptions over Server-Sent Events, one request each ("distinct connections mode"):
 * https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
 */
export class Streams {
  /** @param closed aborted when the client is closed */
  constructor(
    private readonly options: ClientOptions,
    private readonly closed: AbortSignal,
  ) {}

  /**
   * Yield the `data` of each event. Leaving the loop, or aborting the signal, cancels the work on the
   * server. After a lost connection, the client reconnects and resumes the stream.
   *
   * @throws {RequestError} the server refused or aborted the subscription
   * @throws {ConnectionError} the connection was lost and could not be restored
   */
  async *follow(subscription: Subscription): AsyncGenerator<unknown, void, undefined> {
    const { text, call, retryPolicy, resume } = subscription;
    const { signal } = call;
    const retries = new Retries(retryPolicy, signal);
    let { variables } = subscription;
    for (;;) {
      try {
        for await (const response of this.#responses({ query: text, variables }, call)) {
          const event = dataOf(response);
          retries.reset();
          yield event;
          if (resume === undefined) continue;
          const point = resume(event);
          // The last event: a lost connection does not matter any more.
          if (point === undefined) return;
          variables = point.variables;
        }
        if (resume === undefined) return;
        throw new ConnectionError('The stream ended before its last event.');
      } catch (error) {
        this.#throwIfEnded(signal);
        await retries.after(error, resume === undefined ? 'refused' : 'always');
      }
    }
  }

  #throwIfEnded(signal: AbortSignal | undefined): void {
    signal?.throwIfAborted();
    if (this.closed.aborted) throw new CmsBlogError('The client was closed.');
  }

  async *#responses(attempt: Attempt, call: CallOptions): AsyncGenerator<object, void, undefined> {
    this.#throwIfEnded(call.signal);
    const signals = [this.closed, ...(call.signal ? [call.signal] : [])];
    const ended = AbortSignal.any(signals);
    const url = this.options.url;
    let failure: unknown;
    const client = createClient({
      url,
      // `follow` retries, because only it knows the position of the stream.
      retryAttempts: 0,
      headers: () => headersOf(this.options, call),
      fetchFn: async (_: string, init: RequestInit) => {
        try {
          return await opened(this.options, { ...init, ...fetchOptionsOf(this.options, call) });
        } catch (error) {
          // The package would keep only the message.
          failure = error;
          throw error;
        }
      },
    });
    const dispose = (): void => client.dispose();
    ended.addEventListener('abort', dispose);
    try {
      yield* client.iterate<Record<string, unknown>>(attempt) as AsyncIterable<object>;
      this.#throwIfEnded(call.signal);
    } catch (error) {
      const cause = failure ?? error;
      throw cause instanceof CmsBlogError ? cause : unreachable(url, cause);
    } finally {
      ended.removeEventListener('abort', dispose);
      dispose();
    }
  }
}

/** Send the request, and return a response whose body fails when the connection is silent for too long. */
async function opened(options: ClientOptions, init: RequestInit): Promise<Response> {
  const watchdog = new AbortController();
  const signal = AbortSignal.any([watchdog.signal, ...(init.signal ? [init.signal] : [])]);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(
      () => watchdog.abort(new Error('The connection is silent.')),
      SILENCE_MILLISECONDS,
    );
  };
  const stop = (): void => clearTimeout(timer);
  watch();
  try {
    const response = await (options.fetch ?? fetch)(options.url, { ...init, signal });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
    if (!response.ok || !isStream || response.body === null) {
      stop();
      // An error as JSON: it throws.
      dataOf(await responseOf(options.url, response));
      throw new ConnectionError(`${options.url} returned no stream of events.`, {
        status: response.status,
      });
    }
    const events = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        watch();
        controller.enqueue(chunk);
      },
      flush: stop,
    });
    const body = response.body.pipeThrough(events, { signal });
    signal.addEventListener('abort', stop);
    return new Response(body, response);
  } catch (error) {
    stop();
    throw error;
  }
}
