import { Client, CombinedError, fetchExchange, subscriptionExchange } from '@urql/core';
import { NetworkError, createClient as createEventsClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import WebSocket from 'ws';
import { contract, iterate, socketUrl, url } from './contract.js';

const bearer = (token) => (token ? { authorization: `Bearer ${token}` } : {});

/** A client whose streams use `exchanges`; `end` closes their connections. */
function connect(token, exchanges, end = () => {}) {
  const client = new Client({
    url,
    exchanges,
    // Uses its own Accept header: media types of results first, then of streams.
    fetchOptions: { headers: bearer(token) },
    fetchSubscriptions: exchanges.length === 1,
    preferGetMethod: false,
  });
  const data = (result) => {
    if (result.error) throw result.error;
    return result.data;
  };
  async function* follow(document, variables) {
    const stream = client.subscription(document, variables);
    const results = iterate((sink) => {
      const { unsubscribe } = stream.subscribe(sink.next);
      return unsubscribe;
    });
    for await (const result of results) {
      // urql repeats the last result at the end of a stream.
      if (!result.hasNext && !result.error) return;
      yield data(result);
    }
  }
  return {
    follow,
    ask: async (document, variables) => {
      const mutates = /^\s*mutation/.test(document);
      const operation = mutates
        ? client.mutation(document, variables)
        : client.query(document, variables);
      return data(await operation.toPromise());
    },
    errors(thrown) {
      if (!(thrown instanceof CombinedError)) return undefined;
      const { networkError, graphQLErrors } = thrown;
      // graphql-sse reports only the status of a response that is not a stream.
      return networkError instanceof NetworkError && networkError.response.status === 401
        ? [{ extensions: { code: 'UNAUTHENTICATED' } }]
        : graphQLErrors;
    },
    close: end,
  };
}

contract(
  'urql, uploads and streams through its own fetchExchange',
  (token) => connect(token, [fetchExchange]),
  { uploads: true, streams: true },
);

/** An exchange that passes operations of the given kinds to a client with a `subscribe` method. */
const through = (client, everything) =>
  subscriptionExchange({
    enableAllOperations: everything,
    forwardSubscription: ({ query, variables }) => ({
      subscribe: (sink) => ({
        unsubscribe: client.subscribe({ query: query ?? '', variables }, sink),
      }),
    }),
  });

contract(
  'urql, streams through graphql-sse',
  (token) => {
    const events = createEventsClient({ url, headers: bearer(token), retryAttempts: 0 });
    return connect(token, [through(events, false), fetchExchange], () => events.dispose());
  },
  { streams: true },
);

contract(
  'urql, everything through graphql-ws',
  (token) => {
    const socket = createSocketClient({
      url: socketUrl,
      webSocketImpl: WebSocket,
      connectionParams: bearer(token),
    });
    return connect(token, [through(socket, true)], () => socket.dispose());
  },
  { streams: true, sockets: true },
);
