/** What went wrong, as the pages show it: beside results that are failures, as members of unions. */
import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { graphql, unmask, type FragmentType } from '../gql';
import { SocketClosed } from './links';

export const Failure = graphql(`
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
  /** Seconds until it is worth another try; null where nobody knows. */
  readonly retryAfter: number | null;
  /** Whether the same request can succeed later. */
  readonly passing: boolean;
  /** What is wrong with which input: `brief.tone` and the text. */
  readonly fields: ReadonlyMap<string, string>;
  /** For whoever runs the server. */
  readonly requestId: string | null;
}

const NO_FIELDS: ReadonlyMap<string, string> = new Map();
const UNREACHABLE = 'The server can’t be reached. Check the connection, then try again.';

export function problem(message: string, more: Partial<Problem> = {}): Problem {
  return { message, retryAfter: null, passing: false, fields: NO_FIELDS, requestId: null, ...more };
}

/** The failure that an operation answered with, as a member of its union. */
export function problemOfFailure(masked: FragmentType<typeof Failure>): Problem {
  const failure = unmask(Failure, masked);
  switch (failure.__typename) {
    case 'InvalidInputError': {
      const fields = new Map(failure.fields.map(({ path, message }) => [path.join('.'), message]));
      return problem('Some of that can’t be taken yet.', { fields });
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

/** What an operation threw: errors at the top of the answer, or no answer at all. */
export function problemOfError(error: unknown): Problem {
  if (CombinedGraphQLErrors.is(error)) {
    const [first] = error.errors;
    const { code, retryAfterSeconds, requestId } = (first?.extensions ?? {}) as {
      code?: string;
      retryAfterSeconds?: number;
      requestId?: string;
    };
    const ours = code === 'INTERNAL_SERVER_ERROR';
    const passes =
      ours || code === 'RATE_LIMITED' || code === 'TIMED_OUT' || code === 'UNAVAILABLE';
    return problem(first?.message ?? 'Something went wrong.', {
      retryAfter: retryAfterSeconds ?? null,
      passing: passes,
      requestId: ours ? (requestId ?? null) : null,
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

/** Whether it was ended on purpose, by the person who waited. */
export function wasCancelled(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
