import { NetworkError, createClient } from 'graphql-sse';
import { contract, url } from './contract.js';

contract(
  'graphql-sse, distinct connections',
  (token) => {
    const client = createClient({
      url,
      singleConnection: false,
      retryAttempts: 0,
      headers: token ? { Authorization: `Bearer ${token}` } : {},
    });
    async function* follow(query, variables) {
      for await (const { data, errors } of client.iterate({ query, variables })) {
        if (errors) throw errors;
        yield data;
      }
    }
    return {
      follow,
      ask: async (query, variables) => (await follow(query, variables).next()).value,
      async errors(thrown) {
        // A plain response with a status such as 401.
        if (thrown instanceof NetworkError) return (await thrown.response.json()).errors;
        return Array.isArray(thrown) ? thrown : undefined;
      },
      close: () => client.dispose(),
    };
  },
  { streams: true },
);
