import { UserError } from './errors.js';
import { type FailureMember, failures } from './generated/failures.js';

/** A result without its failures. */
export type Success<Result> = Exclude<Result, FailureMember>;

/** The failures among a result's members. */
export type FailureOf<Result> = Extract<Result, FailureMember>;

/** Whether a result is an expected failure, including failures of later servers. */
export function isFailure<Result>(result: Result): result is FailureOf<Result> {
  if (typeof result !== 'object' || result === null || !('__typename' in result)) return false;
  const { __typename: name } = result;
  // Members unknown to this version are failures if they have the common shape of failures.
  return (
    typeof name === 'string' && (name in failures || ('message' in result && /Error$/.test(name)))
  );
}

/**
 * Return the success of a result or of a promise of a result.
 *
 * @throws {UserError} the result is a failure; the exception has the class of its member
 */
export function unwrap<Result>(result: PromiseLike<Result>): Promise<Success<Result>>;
export function unwrap<Result>(result: Result): Success<Result>;
export function unwrap(result: unknown): unknown {
  if (isPromise(result)) return Promise.resolve(result).then((awaited) => unwrap(awaited));
  if (isFailure(result)) throw exceptionOf(result as unknown as FailureMember);
  return result;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}

/** Convert a failure to an exception of its class. */
export function exceptionOf(failure: FailureMember): UserError {
  return new (failures[failure.__typename] ?? UserError)(failure);
}
