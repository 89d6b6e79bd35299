/** Errors in the form that pages show, from failure results and exceptions. */
import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { graphql } from '../gql';
import type { FailureFragment } from '../gql/graphql';
import { SocketClosed } from './links';

graphql(`
  fragment Failure on UserError {
    __typename
    message
    ... on InvalidInputError {
      fields {
        path
        message
      }
    }
    ... on GenerationFailedError {
      reason
      retryAfterSeconds
    }
  }
`);

export interface Problem {
  readonly message: string;
  /** Seconds until a retry can succeed; null if unknown. */
  readonly retryAfter: number | null;
  /** Whether the same request can succeed later. */
  readonly passing: boolean;
  /** Messages by the path of the input, for example `brief.tone`. */
  readonly fields: ReadonlyMap<string, string>;
  /** Id of the request in the server's log. */
  readonly requestId: string | null;
}

const NO_FIELDS: ReadonlyMap<string, string> = new Map();
const UNREACHABLE = 'The server is unreachable. Check your connection and try again.';

export function problem(message: string, more: Partial<Problem> = {}): Problem {
  return { message, retryAfter: null, passing: false, fields: NO_FIELDS, requestId: null, ...more };
}

/** Convert a failure result. */
export function problemOfFailure(failure: FailureFragment): Problem {
  switch (failure.__typename) {
    case 'InvalidInputError': {
      const fields = new Map(failure.fields.map(({ path, message }) => [path.join('.'), message]));
      return problem('Some values are invalid.', { fields });
    }
    case 'GenerationFailedError':
      return problem(failure.message, {
        retryAfter: failure.retryAfterSeconds ?? null,
        passing: failure.reason !== 'BLOCKED',
      });
    default:
      return problem(failure.message);
  }
}

/** Convert an exception: top-level errors, or a missing response. */
export function problemOfError(error: unknown): Problem {
  if (CombinedGraphQLErrors.is(error)) {
    const [first] = error.errors;
    const { code, retryAfterSeconds, requestId } = (first?.extensions ?? {}) as {
      code?: string;
      retryAfterSeconds?: number;
      requestId?: string;
    };
    const internal = code === 'INTERNAL_SERVER_ERROR';
    const passes =
      internal || code === 'RATE_LIMITED' || code === 'TIMED_OUT' || code === 'UNAVAILABLE';
    return problem(first?.message ?? 'Something went wrong.', {
      retryAfter: retryAfterSeconds ?? null,
      passing: passes,
      requestId: internal ? (requestId ?? null) : null,
    });
  }
  if (error instanceof SocketClosed) {
    return problem('The connection was lost.', { passing: true });
  }
  if (ServerError.is(error) && error.statusCode < 500) {
    return problem(`The server refused the request (${error.statusCode}).`);
  }
  return problem(UNREACHABLE, { passing: true });
}

/** Whether the user cancelled the operation. */
export function wasCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
