import { Calls } from './calls.js';
import type { TypedDocument, VariablesArgument } from './documents.js';
import { type Operations, operations } from './generated/operations.js';
import { methodsOf } from './methods.js';
import type { CallOptions, ClientOptions, Token } from './options.js';

/** A client of one server, with one method for each of its operations. */
export interface Client extends Operations {
  /**
   * Send a query or a mutation of your own.
   *
   * @returns the answer's `data`
   */
  request<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    ...given: VariablesArgument<Variables, CallOptions>
  ): Promise<Result>;
  /** Follow a subscription of your own: the `data` of each event. */
  subscribe<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    ...given: VariablesArgument<Variables, CallOptions>
  ): AsyncGenerator<Result, void, undefined>;
  /** The same client for somebody else, as after a login; undefined: for nobody. */
  withToken(token: Token | undefined): Client;
  /** Close the socket, and with it the streams that still run. */
  close(): Promise<void>;
}

/** Make a client; it connects when it is first used. */
export function createClient(options: ClientOptions): Client {
  const calls = new Calls(options);
  return {
    ...methodsOf<Operations>(operations, calls),
    request: (document, ...[variables, call]) =>
      calls.ask(document, (variables ?? {}) as Record<string, unknown>, call) as Promise<never>,
    subscribe: (document, ...[variables, call]) =>
      calls.follow(
        document,
        (variables ?? {}) as Record<string, unknown>,
        call,
      ) as AsyncGenerator<never>,
    withToken: (token) => createClient({ ...options, token }),
    close: () => calls.close(),
  };
}
