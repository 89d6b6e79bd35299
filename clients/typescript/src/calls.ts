import { type TypedDocument, kindOf } from './documents.js';
import { send } from './http.js';
import type { CallOptions, ClientOptions } from './options.js';
import { type Patience, type Repeatable, Waits, patienceOf } from './retries.js';
import { type Place, Streams } from './streams.js';

type Variables = Readonly<Record<string, unknown>>;
type Document = Pick<TypedDocument<unknown, unknown>, 'toString'>;

/** How one client's operations travel: queries and mutations over HTTP, streams over a socket. */
export class Calls {
  readonly #streams: Streams;

  constructor(private readonly options: ClientOptions) {
    this.#streams = new Streams(options);
  }

  /**
   * The `data` of an operation's answer.
   *
   * @param once how often it can be sent; by default, what can be said of a text of the caller's
   */
  async ask(
    document: Document,
    variables: Variables,
    options: CallOptions = {},
    once?: Repeatable,
  ): Promise<unknown> {
    const text = document.toString();
    const { signal } = options;
    const repeatable = once ?? (kindOf(text) === 'query' ? 'always' : 'unstarted');
    const waits = new Waits(this.#patience(options), signal);
    for (;;) {
      try {
        signal?.throwIfAborted();
        return await send(this.options, { text, variables, signal });
      } catch (error) {
        signal?.throwIfAborted();
        await waits.after(error, repeatable);
      }
    }
  }

  /** The `data` of each of a subscription's events. */
  follow(
    document: Document,
    variables: Variables,
    options: CallOptions = {},
    resume?: (data: unknown) => Place | undefined,
  ): AsyncGenerator<unknown, void, undefined> {
    const { signal } = options;
    const subscription = {
      text: document.toString(),
      variables,
      signal,
      patience: this.#patience(options),
    };
    return this.#streams.follow(resume ? { ...subscription, resume } : subscription);
  }

  /** Close the socket. */
  close(): Promise<void> {
    return this.#streams.close();
  }

  #patience(options: CallOptions): Patience {
    return patienceOf(options.retry ?? this.options.retry);
  }
}
