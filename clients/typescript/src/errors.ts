/** Code of a failed request. The server's `docs/explanation/architecture.md` describes each code. */
export type ErrorCode =
  | 'BAD_REQUEST'
  | 'FORBIDDEN'
  | 'INTERNAL_SERVER_ERROR'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'QUERY_TOO_EXPENSIVE'
  | 'RATE_LIMITED'
  | 'TIMED_OUT'
  | 'UNAUTHENTICATED'
  | 'UNAVAILABLE'
  // Later servers may have more codes; this type keeps the known ones in editor suggestions.
  | (string & {});

/** GraphQL error (specification, section 7.1.3 "Errors"). */
export interface GraphQLFailure {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Base class of all errors of this package. */
export class CmsBlogError extends Error {
  override name = 'CmsBlogError';
}

/**
 * An expected failure: a member of a result union, thrown by `unwrap`. Each member that this version
 * knows has a subclass with the member's name and fields.
 */
export class UserError extends CmsBlogError {
  constructor(member: { readonly __typename: string; readonly message: string }) {
    const { __typename, message, ...facts } = member;
    super(message);
    this.name = __typename;
    Object.assign(this, facts);
  }
}

/** The server refused or failed to execute the request: top-level GraphQL errors. */
export class RequestError extends CmsBlogError {
  override name = 'RequestError';
  /** Code of the first error. */
  readonly code: ErrorCode;
  /** Id of the request in the server's log. Quote it in bug reports. */
  readonly requestId: string | undefined;
  /** With RATE_LIMITED and UNAVAILABLE: seconds until a retry can succeed. */
  readonly retryAfterSeconds: number | undefined;

  /**
   * @param errors all errors, at least one
   * @param data partial data of the response, if any; failed fields are null
   */
  constructor(
    readonly errors: readonly GraphQLFailure[],
    readonly data?: unknown,
  ) {
    super(errors.map(({ message }) => message).join('\n') || 'The request failed.');
    const { code, requestId, retryAfterSeconds } = errors[0]?.extensions ?? {};
    this.code = typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR';
    this.requestId = typeof requestId === 'string' ? requestId : undefined;
    this.retryAfterSeconds = typeof retryAfterSeconds === 'number' ? retryAfterSeconds : undefined;
  }
}

/** No GraphQL response: the server is unreachable, or the response is not GraphQL. */
export class ConnectionError extends CmsBlogError {
  override name = 'ConnectionError';
  /** HTTP status, if there was a response. */
  readonly status: number | undefined;
  /** `Retry-After` of a proxy, in seconds. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    message: string,
    facts: {
      cause?: unknown;
      status?: number | undefined;
      retryAfterSeconds?: number | undefined;
    } = {},
  ) {
    super(message, { cause: facts.cause });
    this.status = facts.status;
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}
