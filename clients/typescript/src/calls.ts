import { type TypedDocument, kindOf } from './documents.js';
import { send } from './http.js';
import type { CallOptions, ClientOptions } from './options.js';
import { type Patience, Waits, patienceOf } from './retries.js';
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
   * @param repeatable whether sending it twice is as good as once; by default, if it is a query
   */
  async ask(
    document: Document,
    variables: Variables,
    options: CallOptions = {},
    repeatable?: boolean,
  ): Promise<unknown> {
    const text = document.toString();
    const { signal } = options;
    const waits = new Waits(this.#patience(options), signal);
    for (;;) {
      try {
        signal?.throwIfAborted();
        return await send(this.options, { text, variables, signal });
      } catch (error) {
        signal?.throwIfAborted();
        const again = repeatable ?? kindOf(text) === 'query';
        await waits.after(error, again ? 'always' : 'untouched');
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
    const subscription = { text: document.toString(), variables, signal, patience: this.#patience(options) };
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
