import { ApolloClient, ApolloLink } from '@apollo/client';
import UploadHttpLink from 'apollo-upload-client/UploadHttpLink.mjs';
import { OperationTypeNode } from 'graphql';
import { session, subscribe } from '../session/session';
import { createCache } from './cache';
import { SocketLink, authLink, sessionLink, trustedLink } from './links';

/** The client of the page. Its cache is cleared when another user signs in. */
export function createApolloClient(): ApolloClient {
  const socket = new SocketLink(`${location.origin.replace(/^http/, 'ws')}/graphql`);
  const http = new UploadHttpLink({
    uri: '/graphql',
    // Required by the server for uploads, against cross-site request forgery: forms can't send it.
    headers: { 'apollo-require-preflight': 'true' },
  });
  const trusted = import.meta.env['VITE_TRUSTED_DOCUMENTS'] === 'true';
  const client = new ApolloClient({
    cache: createCache(),
    dataMasking: true,
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
