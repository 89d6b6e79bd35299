import { createClient } from 'graphql-ws';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import WebSocket from 'ws';
import { contract, ending, newToken, socketUrl } from './contract.js';
import { VIEWER } from './documents.js';

contract(
  'graphql-ws',
  (token) => {
    const client = createClient({
      url: socketUrl,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: token ? { authorization: `Bearer ${token}` } : {},
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
      errors: (thrown) => (Array.isArray(thrown) ? thrown : undefined),
      close: () => client.dispose(),
    };
  },
  { streams: true, sockets: true },
);

describe('graphql-ws with expiring tokens', () => {
  /** A client that uses the next token for each connection and records the close events. */
  function refreshing(test, tokens, options) {
    const closed = [];
    const client = createClient({
      url: socketUrl,
      webSocketImpl: WebSocket,
      connectionParams: () => ({ authorization: `Bearer ${tokens.shift()}` }),
      retryWait: async () => {},
      on: { closed: ({ code, reason }) => closed.push({ code, reason }) },
      ...options,
    });
    test.after(() => client.dispose());
    return { client, closed };
  }
  const viewerOf = async (client) =>
    (await client.iterate({ query: VIEWER }).next()).value.data.viewer;

  it('is closed with 4419 when its token expires, and continues with a new one', async (test) => {
    const token = await newToken();
    const tokens = [ending(token, 3), token];
    const { client, closed } = refreshing(test, tokens, { lazy: false });
    assert.ok(await viewerOf(client));
    await new Promise((resolve) => client.on('closed', resolve));
    assert.ok(await viewerOf(client));
    assert.deepEqual([closed[0].code, tokens.length], [4419, 0]);
  });

  it('is closed with 4403 when its token has expired before, and continues with a new one', async (test) => {
    const token = await newToken();
    const { client, closed } = refreshing(test, [ending(token, -60), token]);
    assert.ok(await viewerOf(client));
    assert.equal(closed[0].code, 4403);
  });

  it('reports the reason without retries', async (test) => {
    const { client } = refreshing(test, [ending(await newToken(), -60)], { retryAttempts: 0 });
    const [result] = await Promise.allSettled([viewerOf(client)]);
    assert.equal(result.reason.code, 4403);
    assert.match(result.reason.reason, /Sign in again/);
  });
});
