import { type TypedDocument, kindOf } from './documents.js';
import { send } from './http.js';
import type { CallOptions, ClientOptions } from './options.js';
import { type RetryPolicy, type Repeatable, Retries, retryPolicyOf } from './retries.js';
import { type ResumePoint, Streams } from './streams.js';

type Variables = Readonly<Record<string, unknown>>;
type Document = Pick<TypedDocument<unknown, unknown>, 'toString'>;

/** Executes the operations of a client: queries and mutations over HTTP, streams over a WebSocket. */
export class Calls {
  readonly #streams: Streams;

  constructor(private readonly options: ClientOptions) {
    this.#streams = new Streams(options);
  }

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
    const text = document.toString();
    const { signal } = options;
    const when = repeatable ?? (kindOf(text) === 'query' ? 'always' : 'unstarted');
    const retries = new Retries(this.#retryPolicy(options), signal);
    for (;;) {
      try {
        signal?.throwIfAborted();
        return await send(this.options, { text, variables, signal });
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
    const { signal } = options;
    const subscription = {
      text: document.toString(),
      variables,
      signal,
      retryPolicy: this.#retryPolicy(options),
    };
    return this.#streams.follow(resume ? { ...subscription, resume } : subscription);
  }

  /** Close the WebSocket. */
  close(): Promise<void> {
    return this.#streams.close();
  }

  #retryPolicy(options: CallOptions): RetryPolicy {
    return retryPolicyOf(options.retry ?? this.options.retry);
  }
}
