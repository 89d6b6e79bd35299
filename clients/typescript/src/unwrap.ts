import { UserError } from './errors.js';
import { type FailureMember, failures } from './generated/failures.js';

/** A result without its failures. */
export type Success<Result> = Exclude<Result, FailureMember>;

/** The failures among a result's members. */
export type FailureOf<Result> = Extract<Result, FailureMember>;

/** Whether a result is one of its expected failures, those of later servers included. */
export function isFailure<Result>(result: Result): result is FailureOf<Result> {
  if (typeof result !== 'object' || result === null || !('__typename' in result)) return false;
  const { __typename: name } = result;
  // A member that this version does not know is a failure if it has what all failures have.
  return (
    typeof name === 'string' && (name in failures || ('message' in result && /Error$/.test(name)))
  );
}

/**
 * The success of a result, or of a promise of one.
 *
 * @throws {UserError} it is a failure: of the class that has the member's name
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

/** The exception that a failure is thrown as. */
export function exceptionOf(failure: FailureMember): UserError {
  return new (failures[failure.__typename] ?? UserError)(failure);
}
