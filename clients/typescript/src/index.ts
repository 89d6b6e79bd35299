export { type BaseClient, type Client, createClient } from './client.js';
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
export { possibleTypes, typePolicies } from './caches.js';
export type {
  List,
  ListOperation,
  MethodOf,
  Methods,
  Operation,
  OperationTable,
  Streamed,
  StreamedOperation,
} from './operations.js';
export type { CallOptions, ClientOptions, FetchOptions, Token } from './options.js';
export { type NodeOf, type Page, nodes, pages } from './pages.js';
export type { RetryPolicy } from './transport/retries.js';
export type { DateTime, HTML, HexColor, ID, Markdown, Scalar, URL } from './scalars.js';
export type { SessionOptions, SessionToken } from './sessions.js';
export { type FailureOf, type Success, exceptionOf, isFailure, unwrap } from './unwrap.js';
