/** What a failed request says of itself; the server's `docs/architecture.md` has each code. */
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
  // Later servers may have more; this keeps the known ones in an editor's suggestions.
  | (string & {});

/** An error as GraphQL has it (specification, section 7.1.3 "Errors"). */
export interface GraphQLFailure {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The parent of everything that this package throws of its own. */
export class CmsBlogError extends Error {
  override name = 'CmsBlogError';
}

/**
 * An expected failure, of a member of a result union: `unwrap` throws it. Each member that this
 * version knows has a class of its own below this one, with the member's name and its fields.
 */
export class UserError extends CmsBlogError {
  constructor(member: { readonly __typename: string; readonly message: string }) {
    const { __typename, message, ...facts } = member;
    super(message);
    this.name = __typename;
    Object.assign(this, facts);
  }
}

/** The server refused the request, or failed at it: GraphQL's top-level errors. */
export class RequestError extends CmsBlogError {
  override name = 'RequestError';
  /** Of the first error: what to decide by. */
  readonly code: ErrorCode;
  /** What the server's log has it under: quote it in a report. */
  readonly requestId: string | undefined;
  /** With RATE_LIMITED and UNAVAILABLE: when another try can succeed. */
  readonly retryAfterSeconds: number | undefined;

  /**
   * @param errors all of them, at least one
   * @param data what was answered beside them, if anything: fields that failed are null in it
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

/** No answer came that is GraphQL: the server was not reached, or something else answered. */
export class ConnectionError extends CmsBlogError {
  override name = 'ConnectionError';
  /** The HTTP status, where there was one, or the code that a WebSocket was closed with. */
  readonly status: number | undefined;
  /** From a proxy's `Retry-After`, in seconds. */
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
