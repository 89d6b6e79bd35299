/** Links between Apollo Client and the server. */
import { ApolloLink, Observable } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import type { FormattedExecutionResult } from 'graphql';
import { print } from 'graphql';
import { createClient, type Client, type SubscribePayload } from 'graphql-ws';
import { session, signOut } from '../session/session';

/** Close codes for an invalid or revoked token. */
const TOKEN_REFUSED = [4403, 4419];

const authorization = (): Record<string, string> => {
  const now = session();
  return now === null ? {} : { authorization: `Bearer ${now.token}` };
};

export const authLink = new SetContextLink(({ headers }) => ({
  headers: { ...(headers as object), ...authorization() },
}));

/** Signs out when the server rejects the token; pages then redirect to the login. */
export const sessionLink = new ErrorLink(({ error, operation }) => {
  if (session() === null || !CombinedGraphQLErrors.is(error)) return;
  const sent = (operation.getContext()['headers'] as Record<string, string>)['authorization'];
  const stillThatOne = sent === authorization()['authorization'];
  const refused = error.errors.some(({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED');
  if (refused && stillThatOne) signOut();
});

/** Sends the hash of a document, which codegen embeds, instead of its text. */
export const trustedLink = new ApolloLink((operation, forward) => {
  const hash = (operation.query as { __meta__?: { hash?: string } }).__meta__?.hash;
  if (hash === undefined) throw new Error('This document is not in the manifest.');
  const sha256Hash = hash.replace(/^sha256:/, '');
  operation.extensions['persistedQuery'] = { version: 1, sha256Hash };
  operation.setContext({ http: { includeQuery: false, includeExtensions: true } });
  return forward(operation);
});

/** The WebSocket was closed before the operation ended. */
export class SocketClosed extends Error {
  constructor(readonly code: number) {
    super('The connection was lost.');
  }

  /** Whether a new connection can succeed. Codes from 4000 on are refusals by the server. */
  get passing(): boolean {
    return this.code < 4000;
  }
}

/** Placeholder for the text of a document that is sent by hash. */
const NO_QUERY = '';

/** Subscriptions over graphql-ws, without automatic reconnection: runs are resumed instead. */
export class SocketLink extends ApolloLink {
  readonly #client: Client;

  constructor(url: string) {
    super();
    this.#client = createClient({
      url,
      lazy: true,
      retryAttempts: 0,
      connectionParams: authorization,
      // The client requires a query; the server accepts a hash without one.
      jsonMessageReplacer: (name, value: unknown) =>
        name === 'query' && value === NO_QUERY ? undefined : value,
    });
  }

  override request(operation: ApolloLink.Operation): Observable<ApolloLink.Result> {
    const { http } = operation.getContext() as { http?: { includeQuery?: boolean } };
    const payload: SubscribePayload = {
      operationName: operation.operationName,
      variables: operation.variables,
      extensions: operation.extensions,
      query: http?.includeQuery === false ? NO_QUERY : print(operation.query),
    };
    return new Observable((observer) =>
      this.#client.subscribe<FormattedExecutionResult['data']>(payload, {
        next: (result) => observer.next(result as ApolloLink.Result),
        error: (error) => observer.error(asError(error)),
        complete: () => observer.complete(),
      }),
    );
  }

  /** Close the WebSocket. The next subscription connects with the current session. */
  reset(): void {
    this.#client.terminate();
  }
}

function asError(error: unknown): unknown {
  if (Array.isArray(error)) return new CombinedGraphQLErrors({ errors: error });
  if (error instanceof CloseEvent || error instanceof Event) {
    const code = error instanceof CloseEvent ? error.code : 1006;
    if (TOKEN_REFUSED.includes(code)) signOut();
    return new SocketClosed(code);
  }
  return error;
}
