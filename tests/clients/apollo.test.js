import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { BatchHttpLink } from '@apollo/client/link/batch-http';
import { createPersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import UploadHttpLink from 'apollo-upload-client/UploadHttpLink.mjs';
import { createClient as createSocketClient } from 'graphql-ws';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import WebSocket from 'ws';
import { contract, iterate, newToken, picture, socketUrl, url } from './contract.js';
import { PAGE, SAVE, UPLOAD, VIEWER, blog } from './documents.js';

// GraphQLWsLink expects the global WebSocket of browsers.
globalThis.WebSocket ??= WebSocket;

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const headers = (token) => (token ? { authorization: `Bearer ${token}` } : {});

function connect(link, end = () => {}) {
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const data = (result) => {
    if (result.error) throw result.error;
    return result.data;
  };
  async function* follow(document, variables) {
    const stream = client.subscribe({ query: gql(document), variables });
    const results = iterate((sink) => {
      const subscription = stream.subscribe(sink);
      return () => subscription.unsubscribe();
    });
    for await (const result of results) yield data(result);
  }
  return {
    follow,
    ask: async (text, variables) => {
      const document = gql(text);
      const mutates = /^\s*mutation/.test(text);
      return data(
        mutates
          ? await client.mutate({ mutation: document, variables })
          : await client.query({ query: document, variables }),
      );
    },
    errors: (thrown) => (CombinedGraphQLErrors.is(thrown) ? thrown.errors : undefined),
    close() {
      client.stop();
      end();
    },
  };
}

/** A fetch function that records its requests. */
function noting() {
  const requests = [];
  const noted = (uri, options) => {
    requests.push({ uri, method: options.method, body: options.body });
    return fetch(uri, options);
  };
  return { fetch: noted, requests };
}

contract(
  'Apollo Client, HttpLink: streams as multipart responses',
  (token) => connect(new HttpLink({ uri: url, headers: headers(token) })),
  { streams: true },
);

contract(
  'Apollo Client, UploadHttpLink of apollo-upload-client',
  (token) => connect(new UploadHttpLink({ uri: url, headers: headers(token) })),
  { uploads: true },
);

contract(
  'Apollo Client, GraphQLWsLink',
  (token) => {
    const socket = createSocketClient({
      url: socketUrl,
      webSocketImpl: WebSocket,
      connectionParams: headers(token),
    });
    return connect(new GraphQLWsLink(socket), () => socket.dispose());
  },
  { streams: true, sockets: true },
);

contract('Apollo Client, BatchHttpLink', (token) =>
  connect(new BatchHttpLink({ uri: url, headers: headers(token) })),
);

contract('Apollo Client, persisted queries by GET', (token) =>
  connect(
    ApolloLink.from([
      createPersistedQueryLink({ sha256, useGETForHashedQueries: true }),
      new HttpLink({ uri: url, headers: headers(token) }),
    ]),
  ),
);

describe('Apollo Client', () => {
  it('sends concurrent operations as one batch, whose parts fail separately', async () => {
    const { fetch, requests } = noting();
    const client = connect(
      new BatchHttpLink({ uri: url, headers: headers(await newToken()), fetch }),
    );
    const [saved, viewer, wrong] = await Promise.allSettled([
      client.ask(SAVE, { input: blog('In a batch') }),
      client.ask(VIEWER, {}),
      client.ask('query Wrong { wrong }', {}),
    ]);
    assert.equal(saved.value.saveBlog.blog.title, 'In a batch');
    assert.equal(viewer.value.viewer.user.name, 'Ada Author');
    assert.equal(client.errors(wrong.reason)[0].extensions.code, 'BAD_REQUEST');
    assert.deepEqual(requests.map(({ body }) => JSON.parse(body).length), [3]);
    client.close();
  });

  it('sends a query by its text once, then by its hash', async () => {
    const { fetch, requests } = noting();
    const link = () =>
      ApolloLink.from([
        createPersistedQueryLink({ sha256, useGETForHashedQueries: true }),
        new HttpLink({ uri: url, fetch }),
      ]);
    // The server does not know this query yet.
    const query = `query Q${Date.now()} { viewer { email } }`;
    for (let times = 0; times < 2; times++) {
      const client = connect(link());
      assert.equal((await client.ask(query, {})).viewer, null);
      client.close();
    }
    assert.deepEqual(requests.map(({ method }) => method), ['GET', 'POST', 'GET']);
    assert.ok(requests.every(({ uri, method }) => method === 'POST' || !uri.includes('query=')));
  });

  it('sends a file without a session, with the header against request forgery', async () => {
    const link = new UploadHttpLink({ uri: url, headers: { 'Apollo-Require-Preflight': 'true' } });
    const client = connect(link);
    const [error] = await client.ask(UPLOAD, { input: { file: picture() } }).catch(client.errors);
    assert.equal(error.extensions.code, 'UNAUTHENTICATED');
    client.close();
  });

  it('reads fragments on interfaces and unions, with the possible types of the schema', async () => {
    const client = new ApolloClient({
      link: new HttpLink({ uri: url, headers: headers(await newToken()) }),
      cache: new InMemoryCache({ possibleTypes: await possibleTypes() }),
    });
    const saved = await client.mutate({
      mutation: gql(SAVE),
      variables: { input: blog('Kept in the cache') },
    });
    const id = client.cache.identify(saved.data.saveBlog.blog);
    const asNode = gql`fragment OfNode on Node { id }`;
    assert.equal(client.readFragment({ id, fragment: asNode }).id, saved.data.saveBlog.blog.id);
    // Read from the cache, where `... on UserError` must match the concrete type.
    const failed = await client.mutate({ mutation: gql(SAVE), variables: { input: blog(' ') } });
    assert.match(failed.data.saveBlog.message, /\w/);
    const page = { query: gql(PAGE), variables: { first: 5 } };
    await client.query(page);
    assert.equal(client.readQuery(page).blogs.edges[0].node.author.name, 'Ada Author');
    client.stop();
  });
});

/** Possible types from introspection, as in Apollo's documentation. */
async function possibleTypes() {
  const client = connect(new HttpLink({ uri: url }));
  const { __schema } = await client.ask(
    'query Types { __schema { types { kind name possibleTypes { name } } } }',
    {},
  );
  client.close();
  const abstract = __schema.types.filter((type) => type.possibleTypes);
  return Object.fromEntries(
    abstract.map((type) => [type.name, type.possibleTypes.map((possible) => possible.name)]),
  );
}
