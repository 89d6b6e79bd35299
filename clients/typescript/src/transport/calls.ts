import { kindOf, textOf } from '../documents.js';
import { send } from './http.js';
import type { CallOptions, ClientOptions } from '../options.js';
import { type CompletePolicy, type Repeatable, Retries, completePolicyOf } from './retries.js';
import type { ResumePoint, Subscription } from './streams.js';

type Variables = Readonly<Record<string, unknown>>;
type Document = { toString(): string };

/** Executes the operations of a client: queries and mutations over HTTP, streams as Server-Sent Events. */
export class Calls {
  readonly #closed = new AbortController();

  constructor(private readonly options: ClientOptions) {}

  /**
   * Execute a query or mutation and return its `data`.
   *
   * @param repeatable when it may be sent again; by default derived from the kind of operation
   */
  async execute(
    document: Document,
    variables: Variables,
    options: CallOptions = {},
    repeatable?: Repeatable,
  ): Promise<unknown> {
    const text = textOf(document);
    const { signal } = options;
    const when = repeatable ?? (kindOf(text) === 'query' ? 'always' : 'unstarted');
    const retries = new Retries(this.#retryPolicy(options), signal);
    for (;;) {
      try {
        signal?.throwIfAborted();
        return await send(this.options, { text, variables, call: options });
      } catch (error) {
        signal?.throwIfAborted();
        await retries.after(error, when);
      }
    }
  }

  /** Execute a subscription and yield the `data` of each event. */
  subscribe(
    document: Document,
    variables: Variables,
    options: CallOptions = {},
    resume?: (data: unknown) => ResumePoint | undefined,
  ): AsyncGenerator<unknown, void, undefined> {
    const subscription = {
      text: textOf(document),
      variables,
      call: options,
      retryPolicy: this.#retryPolicy(options),
    };
    return this.#follow(resume ? { ...subscription, resume } : subscription);
  }

  /** End all streams. */
  close(): void {
    this.#closed.abort();
  }

  async *#follow(subscription: Subscription): AsyncGenerator<unknown, void, undefined> {
    // Loaded with the first stream, to keep other pages small.
    const { Streams } = await import('./streams.js');
    yield* new Streams(this.options, this.#closed.signal).follow(subscription);
  }

  #retryPolicy(options: CallOptions): CompletePolicy {
    return completePolicyOf(options.retry ?? this.options.retry);
  }
}
