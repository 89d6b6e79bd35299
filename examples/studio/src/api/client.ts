import { ApolloClient, ApolloLink, HttpLink } from '@apollo/client';
import { OperationTypeNode } from 'graphql';
import { session, subscribe } from '../session/session';
import { createCache } from './cache';
import { SocketLink, authLink, sessionLink, trustedLink } from './links';
import { carriesFile, uploadLink } from './uploads';

/** The client of the page. Its cache is cleared when another user signs in. */
export function createApolloClient(): ApolloClient {
  const socket = new SocketLink(`${location.origin.replace(/^http/, 'ws')}/graphql`);
  const http = ApolloLink.split(carriesFile, uploadLink, new HttpLink({ uri: '/graphql' }));
  const trusted = import.meta.env['VITE_TRUSTED_DOCUMENTS'] === 'true';
  const client = new ApolloClient({
    cache: createCache(),
    link: ApolloLink.from([
      ...(trusted ? [trustedLink] : []),
      authLink,
      sessionLink,
      ApolloLink.split(
        ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
        socket,
        http,
      ),
    ]),
  });
  let user = session()?.userId;
  let token = session()?.token;
  subscribe(() => {
    const next = session();
    if (next?.token !== token) socket.reset();
    if (next?.userId !== user) void client.clearStore();
    user = next?.userId;
    token = next?.token;
  });
  return client;
}
