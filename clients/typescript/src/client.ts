import { Calls } from './transport/calls.js';
import type { TypedDocument, VariablesArgument } from './documents.js';
import { renewSession } from './generated/operations.js';
import { methodsOf } from './methods.js';
import type { Methods, OperationTable } from './operations.js';
import type { CallOptions, ClientOptions, Token } from './options.js';
import { type SessionOptions, type SessionToken, renewedToken } from './sessions.js';

/** Client of one server, with a method for each of the given operations. */
export type Client<Operations extends OperationTable = Record<never, never>> = Methods<Operations> &
  BaseClient<Operations>;

/** Methods of every client. */
export interface BaseClient<Operations extends OperationTable> {
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
  withToken(token: Token | undefined): Client<Operations>;
  /**
   * A client with the same options for the user of a session, which is renewed before it expires.
   */
  withSession(session: SessionToken, options?: SessionOptions): Client<Operations>;
  /** End all running streams. */
  close(): void;
}

/**
 * Create a client. It connects when it is first used.
 *
 * @param operations operations of `cms-blog-client/operations`, each of which becomes a method. Bundles contain only
 *   those that are imported.
 */
export function createClient<Operations extends OperationTable = Record<never, never>>(
  options: ClientOptions,
  operations: Operations = {} as Operations,
): Client<Operations> {
  const calls = new Calls(options);
  const withToken = (token: Token | undefined) => createClient({ ...options, token }, operations);
  const base: BaseClient<Operations> = {
    request: (document, ...[variables, call]) =>
      calls.execute(document, (variables ?? {}) as Record<string, unknown>, call) as Promise<never>,
    subscribe: (document, ...[variables, call]) =>
      calls.subscribe(
        document,
        (variables ?? {}) as Record<string, unknown>,
        call,
      ) as AsyncGenerator<never>,
    withToken,
    withSession: (session, renewal) =>
      withToken(renewedToken(session, (token) => renew({ ...options, token }), renewal)),
    close: () => calls.close(),
  };
  return { ...methodsOf(operations, calls), ...base };
}

/** Renew the session of the token of the options. */
async function renew(options: ClientOptions): Promise<SessionToken> {
  const result = await createClient({ ...options, retry: false }, { renewSession }).renewSession();
  if (!('session' in result)) throw new Error('The session was not renewed.');
  return result.session;
}
