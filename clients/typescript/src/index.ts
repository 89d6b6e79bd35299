export { type Client, createClient } from './client.js';
export type { ResultOf, TypedDocument, VariablesOf } from './documents.js';
export {
  CmsBlogError,
  ConnectionError,
  type ErrorCode,
  type GraphQLFailure,
  RequestError,
  UserError,
} from './errors.js';
export * from './generated/failures.js';
export type * from './generated/graphql.js';
export type { Operations } from './generated/operations.js';
export { possibleTypes, typePolicies } from './generated/caches.js';
export type { List } from './methods.js';
export type { CallOptions, ClientOptions, FetchOptions, Token } from './options.js';
export { type NodeOf, type Page, nodes, pages } from './pages.js';
export type { RetryPolicy } from './retries.js';
export type { SessionOptions, SessionToken } from './sessions.js';
export { type FailureOf, type Success, exceptionOf, isFailure, unwrap } from './unwrap.js';
