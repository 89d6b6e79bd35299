
      export interface PossibleTypesResultData {
        possibleTypes: {
          [key: string]: string[]
        }
      }
      const result: PossibleTypesResultData = {
  "possibleTypes": {
    "AcceptInviteResult": [
      "AcceptInviteSuccess",
      "EmailTakenError",
      "InvalidInputError",
      "InvalidLinkError",
      "SignupClosedError"
    ],
    "AddNoteResult": [
      "AddNoteSuccess",
      "InvalidInputError",
      "NotFoundError"
    ],
    "ApplySuggestionResult": [
      "ApplySuggestionSuccess",
      "BlogStatusError",
      "EditConflictError",
      "InvalidInputError",
      "NotFoundError"
    ],
    "ApproveBlogResult": [
      "ApproveBlogSuccess",
      "BlogStatusError",
      "EditConflictError",
      "InvalidInputError",
      "NotFoundError",
      "SelfApprovalError"
    ],
    "Article": [
      "Blog",
      "BlogPreview",
      "WorkingCopy"
    ],
    "ChangeEmailResult": [
      "ChangeEmailSuccess",
      "InvalidCredentialsError",
      "InvalidInputError",
      "MailUnavailableError"
    ],
    "ChangePasswordResult": [
      "ChangePasswordSuccess",
      "InvalidCredentialsError",
      "InvalidInputError"
    ],
    "CreatePreviewLinkResult": [
      "BlogStatusError",
      "CreatePreviewLinkSuccess",
      "InvalidInputError",
      "NotFoundError"
    ],
    "DeleteAccountResult": [
      "AdminNeededError",
      "DeleteAccountSuccess",
      "InvalidCredentialsError",
      "InvalidInputError"
    ],
    "DeleteBlogResult": [
      "BlogStatusError",
      "DeleteBlogSuccess",
      "NotFoundError"
    ],
    "DeleteNoteResult": [
      "DeleteNoteSuccess",
      "NotFoundError"
    ],
    "DiscardWorkingCopyResult": [
      "BlogStatusError",
      "DiscardWorkingCopySuccess",
      "EditConflictError",
      "NotFoundError"
    ],
    "ExportMyDataResult": [
      "ExportMyDataSuccess"
    ],
    "GenerateBlogEvent": [
      "BlogDelta",
      "GenerateBlogSuccess",
      "GenerationFailedError",
      "InvalidInputError"
    ],
    "GenerateBlogResult": [
      "GenerateBlogSuccess",
      "GenerationFailedError",
      "InvalidInputError"
    ],
    "GenerateCoverImageResult": [
      "GenerateCoverImageSuccess",
      "GenerationFailedError",
      "InvalidInputError"
    ],
    "GenerateIdeasResult": [
      "GenerateIdeasSuccess",
      "GenerationFailedError",
      "InvalidInputError"
    ],
    "GenerateImagePromptsResult": [
      "GenerateImagePromptsSuccess",
      "GenerationFailedError",
      "InvalidInputError"
    ],
    "GenerateIntrosResult": [
      "GenerateIntrosSuccess",
      "GenerationFailedError",
      "InvalidInputError"
    ],
    "GenerateOutlinesResult": [
      "GenerateOutlinesSuccess",
      "GenerationFailedError",
      "InvalidInputError"
    ],
    "GenerateTitlesResult": [
      "GenerateTitlesSuccess",
      "GenerationFailedError",
      "InvalidInputError"
    ],
    "GenerationEstimateResult": [
      "GenerationEstimateSuccess",
      "InvalidInputError"
    ],
    "InviteUserResult": [
      "EmailTakenError",
      "InvalidInputError",
      "InviteUserSuccess",
      "SignupClosedError"
    ],
    "LoginResult": [
      "AccountSuspendedError",
      "InvalidCredentialsError",
      "LoginSuccess"
    ],
    "LogoutEverywhereResult": [
      "LogoutEverywhereSuccess"
    ],
    "Node": [
      "Account",
      "Blog",
      "ReviewNote",
      "User"
    ],
    "PreviewContentResult": [
      "InvalidInputError",
      "PreviewContentSuccess"
    ],
    "RegenerateSectionResult": [
      "GenerationFailedError",
      "InvalidInputError",
      "RegenerateSectionSuccess"
    ],
    "ReinstateAccountResult": [
      "NotFoundError",
      "ReinstateAccountSuccess"
    ],
    "RejectBlogResult": [
      "BlogStatusError",
      "EditConflictError",
      "InvalidInputError",
      "NotFoundError",
      "RejectBlogSuccess"
    ],
    "RenewSessionResult": [
      "RenewSessionSuccess"
    ],
    "ReopenNoteResult": [
      "NotFoundError",
      "ReopenNoteSuccess"
    ],
    "RepublishBlogResult": [
      "BlogStatusError",
      "EditConflictError",
      "NotFoundError",
      "RepublishBlogSuccess"
    ],
    "RequestPasswordResetResult": [
      "InvalidInputError",
      "MailUnavailableError",
      "RequestPasswordResetSuccess"
    ],
    "RequestPublishResult": [
      "BlogStatusError",
      "NotFoundError",
      "RequestPublishSuccess"
    ],
    "ResetPasswordResult": [
      "AccountSuspendedError",
      "InvalidInputError",
      "InvalidLinkError",
      "ResetPasswordSuccess"
    ],
    "ResolveNoteResult": [
      "NotFoundError",
      "ResolveNoteSuccess"
    ],
    "RestoreVersionResult": [
      "BlogStatusError",
      "EditConflictError",
      "InvalidInputError",
      "NotFoundError",
      "RestoreVersionSuccess"
    ],
    "RevokeInvitationResult": [
      "NotFoundError",
      "RevokeInvitationSuccess"
    ],
    "RevokePreviewLinksResult": [
      "NotFoundError",
      "RevokePreviewLinksSuccess"
    ],
    "RewriteTextResult": [
      "GenerationFailedError",
      "InvalidInputError",
      "RewriteTextSuccess"
    ],
    "SaveBlogResult": [
      "InvalidInputError",
      "SaveBlogSuccess"
    ],
    "SendVerificationEmailResult": [
      "MailUnavailableError",
      "SendVerificationEmailSuccess"
    ],
    "SetAccountRoleResult": [
      "AdminNeededError",
      "NotFoundError",
      "SetAccountRoleSuccess"
    ],
    "SignupResult": [
      "EmailTakenError",
      "InvalidInputError",
      "SignupClosedError",
      "SignupSuccess"
    ],
    "SuggestTagsResult": [
      "GenerationFailedError",
      "InvalidInputError",
      "SuggestTagsSuccess"
    ],
    "SuspendAccountResult": [
      "AdminNeededError",
      "NotFoundError",
      "SuspendAccountSuccess"
    ],
    "TranslateBlogResult": [
      "GenerationFailedError",
      "InvalidInputError",
      "TranslateBlogSuccess"
    ],
    "UnpublishBlogResult": [
      "BlogStatusError",
      "InvalidInputError",
      "NotFoundError",
      "UnpublishBlogSuccess"
    ],
    "UpdateBlogResult": [
      "BlogStatusError",
      "EditConflictError",
      "InvalidInputError",
      "NotFoundError",
      "UpdateBlogSuccess"
    ],
    "UpdateProfileResult": [
      "InvalidInputError",
      "UpdateProfileSuccess"
    ],
    "UpdateSlugResult": [
      "BlogStatusError",
      "EditConflictError",
      "InvalidInputError",
      "NotFoundError",
      "UpdateSlugSuccess"
    ],
    "UploadImageResult": [
      "UnusableImageError",
      "UploadImageSuccess"
    ],
    "UserError": [
      "AccountSuspendedError",
      "AdminNeededError",
      "BlogStatusError",
      "EditConflictError",
      "EmailTakenError",
      "GenerationFailedError",
      "InvalidCredentialsError",
      "InvalidInputError",
      "InvalidLinkError",
      "MailUnavailableError",
      "NotFoundError",
      "SelfApprovalError",
      "SignupClosedError",
      "UnusableImageError"
    ],
    "VerifyEmailResult": [
      "InvalidLinkError",
      "VerifyEmailSuccess"
    ],
    "WithdrawBlogResult": [
      "BlogStatusError",
      "NotFoundError",
      "WithdrawBlogSuccess"
    ]
  }
};
      export default result;
    