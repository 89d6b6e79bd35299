import { Calls } from './calls.js';
import type { TypedDocument, VariablesArgument } from './documents.js';
import { type Operations, operations } from './generated/operations.js';
import { methodsOf } from './methods.js';
import type { CallOptions, ClientOptions, Token } from './options.js';
import { type SessionOptions, type SessionToken, renewedToken } from './sessions.js';
import { unwrap } from './unwrap.js';

/** Client of one server, with one method per operation. */
export interface Client extends Operations {
  /**
   * Execute your own query or mutation.
   *
   * @returns the `data` of the response
   */
  request<Result = unknown, Variables = Record<string, unknown>>(
    document: TypedDocument<Result, Variables>,
    ...given: VariablesArgument<Variables, CallOptions>
  ): Promise<Result>;
  /** Execute your own subscription and yield the `data` of each event. */
  subscribe<Result = unknown, Variables = Record<string, unknown>>(
    document: TypedDocument<Result, Variables>,
    ...given: VariablesArgument<Variables, CallOptions>
  ): AsyncGenerator<Result, void, undefined>;
  /** A client with the same options for another user, for example after a login; undefined signs out. */
  withToken(token: Token | undefined): Client;
  /**
   * A client with the same options for the user of a session, which is renewed before it expires.
   */
  withSession(session: SessionToken, options?: SessionOptions): Client;
  /** End all running streams. */
  close(): void;
}

/** Create a client. It connects when it is first used. */
export function createClient(options: ClientOptions): Client {
  const calls = new Calls(options);
  return {
    ...methodsOf<Operations>(operations, calls),
    request: (document, ...[variables, call]) =>
      calls.execute(document, (variables ?? {}) as Record<string, unknown>, call) as Promise<never>,
    subscribe: (document, ...[variables, call]) =>
      calls.subscribe(
        document,
        (variables ?? {}) as Record<string, unknown>,
        call,
      ) as AsyncGenerator<never>,
    withToken: (token) => createClient({ ...options, token }),
    withSession: (session, renewal) => {
      const renew = async (token: string): Promise<SessionToken> => {
        const { session: renewed } = await unwrap(
          createClient({ ...options, token, retry: false }).renewSession(),
        );
        return renewed;
      };
      return createClient({ ...options, token: renewedToken(session, renew, renewal) });
    },
    close: () => calls.close(),
  };
}
