import { UserError } from '../errors.js';
import type { FailureFragment } from './graphql.js';

/** A member of a result union that is an expected failure. */
export type FailureMember = FailureFragment;

type Member<Name extends string> = Extract<FailureMember, { __typename: Name }>;

/** The account is suspended: sign-in fails until an admin reinstates it. */
export class AccountSuspendedError extends UserError {}

/** The action would leave no active admin, or an admin's address free for a new account. `message` gives the reason. Nothing was changed. */
export class AdminNeededError extends UserError {}

/** The blog's status does not allow this action. A repeated action also returns this error, for example after a lost response: `blog.status` then shows that it was done. */
export class BlogStatusError extends UserError {
  declare readonly blog: Member<'BlogStatusError'>['blog'];
}

/** The blog was edited after it was read. Nothing was changed. */
export class EditConflictError extends UserError {
  declare readonly blog: Member<'EditConflictError'>['blog'];
}

/** An account with this e-mail address already exists. If the response to an earlier `signup` was lost, `login` works. */
export class EmailTakenError extends UserError {}

/** The step has no result. Nothing was stored. */
export class GenerationFailedError extends UserError {
  declare readonly reason: Member<'GenerationFailedError'>['reason'];
  declare readonly retryAfterSeconds: Member<'GenerationFailedError'>['retryAfterSeconds'];
}

/** The e-mail address or the password is wrong. The error does not reveal which of the two. */
export class InvalidCredentialsError extends UserError {}

/** The input is invalid. Nothing was changed. */
export class InvalidInputError extends UserError {
  declare readonly fields: Member<'InvalidInputError'>['fields'];
}

/** The link is unknown, altered, expired or used, or what it was for has ended. The error does not reveal which of these. */
export class InvalidLinkError extends UserError {}

/** This server sends no mail. `message` says what to do instead. */
export class MailUnavailableError extends UserError {}

/** The object does not exist, or the viewer may not see it. */
export class NotFoundError extends UserError {}

/** An admin can't approve their own blog while another admin exists, unless the operator allows it. */
export class SelfApprovalError extends UserError {}

/** New accounts are not allowed, or by invitation only. See `message`. */
export class SignupClosedError extends UserError {}

/** The file is not an acceptable image; `message` gives the reason. Nothing was stored. */
export class UnusableImageError extends UserError {
  declare readonly maxBytes: Member<'UnusableImageError'>['maxBytes'];
  declare readonly mediaTypes: Member<'UnusableImageError'>['mediaTypes'];
}

/** The exception class of each failure, by the name of its member. */
export const failures: Readonly<
  Record<string, new (member: { readonly __typename: string; readonly message: string }) => UserError>
> = {
  AccountSuspendedError,
  AdminNeededError,
  BlogStatusError,
  EditConflictError,
  EmailTakenError,
  GenerationFailedError,
  InvalidCredentialsError,
  InvalidInputError,
  InvalidLinkError,
  MailUnavailableError,
  NotFoundError,
  SelfApprovalError,
  SignupClosedError,
  UnusableImageError,
};
