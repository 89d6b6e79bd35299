import { Client, CombinedError, fetchExchange, subscriptionExchange } from '@urql/core';
import { NetworkError, createClient as createEventsClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import WebSocket from 'ws';
import { contract, iterate, socketUrl, url } from './contract.js';

const bearer = (token) => (token ? { authorization: `Bearer ${token}` } : {});

/** A client whose streams go through `exchanges`; `end` closes what these hold open. */
function connect(token, exchanges, end = () => {}) {
  const client = new Client({
    url,
    exchanges,
    // With its own Accept header: media types of results first, then those of streams.
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
      // At a stream's end, urql gives the last result once more.
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
      // Of a response that is no stream, graphql-sse leaves the status.
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

/** An exchange that hands operations of the kinds given to a client with a `subscribe` method. */
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
