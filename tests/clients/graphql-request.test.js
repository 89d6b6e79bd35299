import { ClientError, GraphQLClient } from 'graphql-request';
import { contract, url } from './contract.js';

contract('graphql-request', (token) => {
  const client = new GraphQLClient(url, { headers: token ? { Authorization: `Bearer ${token}` } : {} });
  return {
    ask: (document, variables) => client.request(document, variables),
    errors: (thrown) => (thrown instanceof ClientError ? thrown.response.errors : undefined),
    close() {},
  };
});
