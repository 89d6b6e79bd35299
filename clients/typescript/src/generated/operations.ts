import type { ListOperation, Operation, StreamedOperation } from '../operations.js';
import * as graphql from './graphql.js';

/** All accounts, newest first. Admins only. */
export const accounts: ListOperation<graphql.AccountsQueryVariables, graphql.AccountsQuery['accounts']> = { field: 'accounts', document: graphql.AccountsDocument, paged: true, repeatable: true };

/** Blogs of all authors with this status, ordered by the time of their publication request, oldest first. PENDING includes published blogs whose working copy is PENDING. SCHEDULED ones are ordered by `publishedAt`. Admins only. */
export const adminQueue: ListOperation<graphql.AdminQueueQueryVariables, graphql.AdminQueueQuery['adminQueue']> = { field: 'adminQueue', document: graphql.AdminQueueDocument, paged: true, repeatable: true };

/** The blog with this id; null if it does not exist or the viewer may not see it. */
export const blog: Operation<graphql.BlogQueryVariables, graphql.BlogQuery['blog']> = { field: 'blog', document: graphql.BlogDocument, repeatable: true };

/** The viewer's own blogs, newest first. */
export const blogs: ListOperation<graphql.BlogsQueryVariables, graphql.BlogsQuery['blogs']> = { field: 'blogs', document: graphql.BlogsDocument, paged: true, repeatable: true };

/** Number of the viewer's own blogs by status. */
export const dashboardStats: Operation<graphql.DashboardStatsQueryVariables, graphql.DashboardStatsQuery['dashboardStats']> = { field: 'dashboardStats', document: graphql.DashboardStatsDocument, repeatable: true };

/** Estimate the price of generation steps, and find the viewer's blogs with the same keyword. Nothing is generated. */
export const generationEstimate: Operation<graphql.GenerationEstimateQueryVariables, graphql.GenerationEstimateQuery['generationEstimate']> = { field: 'generationEstimate', document: graphql.GenerationEstimateDocument, repeatable: true };

/** Provider and models of generation on this server. */
export const generationService: Operation<graphql.GenerationServiceQueryVariables, graphql.GenerationServiceQuery['generationService']> = { field: 'generationService', document: graphql.GenerationServiceDocument, repeatable: true };

/** Open invitations of all admins, newest first. Admins only. */
export const invitations: Operation<graphql.InvitationsQueryVariables, graphql.InvitationsQuery['invitations']> = { field: 'invitations', document: graphql.InvitationsDocument, repeatable: true };

/** The object with this id; null if it does not exist or the viewer may not see it. */
export const node: Operation<graphql.NodeQueryVariables, graphql.NodeQuery['node']> = { field: 'node', document: graphql.NodeDocument, repeatable: true };

/** The blog behind a preview link, without signing in; null if the link is invalid or has ended: at its expiry, by `revokePreviewLinks`, when the blog is deleted, or when its creator may not read the blog any more. Never cached. */
export const previewBlog: Operation<graphql.PreviewBlogQueryVariables, graphql.PreviewBlogQuery['previewBlog']> = { field: 'previewBlog', document: graphql.PreviewBlogDocument, repeatable: true };

/** A text, rendered and measured exactly as a save would. Nothing is saved. */
export const previewContent: Operation<graphql.PreviewContentQueryVariables, graphql.PreviewContentQuery['previewContent']> = { field: 'previewContent', document: graphql.PreviewContentDocument, repeatable: true };

/** The published blog with this slug, which may be an old one: redirect to its `slug` if that differs. Null if it does not exist. */
export const publishedBlog: Operation<graphql.PublishedBlogQueryVariables, graphql.PublishedBlogQuery['publishedBlog']> = { field: 'publishedBlog', document: graphql.PublishedBlogDocument, repeatable: true };

/** All published blogs, sorted by `firstPublishedAt`, newest first. */
export const publishedBlogs: ListOperation<graphql.PublishedBlogsQueryVariables, graphql.PublishedBlogsQuery['publishedBlogs']> = { field: 'publishedBlogs', document: graphql.PublishedBlogsDocument, paged: true, repeatable: true };

/** Published blogs that share tags or words of title and excerpt with this published one, closest first: a common tag counts as much as three common words. Empty if the blog does not exist or is not public. */
export const relatedBlogs: Operation<graphql.RelatedBlogsQueryVariables, graphql.RelatedBlogsQuery['relatedBlogs']> = { field: 'relatedBlogs', document: graphql.RelatedBlogsDocument, repeatable: true };

/** Tags of published blogs, the most used first. Counts may be some seconds old. */
export const tags: Operation<graphql.TagsQueryVariables, graphql.TagsQuery['tags']> = { field: 'tags', document: graphql.TagsDocument, repeatable: true };

/** The signed-in user; null if the request has no token. */
export const viewer: Operation<graphql.ViewerQueryVariables, graphql.ViewerQuery['viewer']> = { field: 'viewer', document: graphql.ViewerDocument, repeatable: true };

/** Create an account with the link of an invitation, and sign it in. */
export const acceptInvite: Operation<graphql.AcceptInviteMutationVariables, graphql.AcceptInviteMutation['acceptInvite']> = { field: 'acceptInvite', document: graphql.AcceptInviteDocument };

/** Add a note to a blog of the viewer's own or, as an admin, to any blog, in any status. A blog has 200 notes at most. */
export const addNote: Operation<graphql.AddNoteMutationVariables, graphql.AddNoteMutation['addNote']> = { field: 'addNote', document: graphql.AddNoteDocument, keyed: true };

/** Replace the passage of a note by its suggestion, and resolve the note. This is an edit of the viewer's own blog, as by `updateBlog`. The passage must be in the current text, once or told apart by the text around it. */
export const applySuggestion: Operation<graphql.ApplySuggestionMutationVariables, graphql.ApplySuggestionMutation['applySuggestion']> = { field: 'applySuggestion', document: graphql.ApplySuggestionDocument };

/** Publish a PENDING blog, now or at `publishAt`, or replace the text of a PUBLISHED one with its PENDING working copy; its `slug` and `firstPublishedAt` stay. Admins only. */
export const approveBlog: Operation<graphql.ApproveBlogMutationVariables, graphql.ApproveBlogMutation['approveBlog']> = { field: 'approveBlog', document: graphql.ApproveBlogDocument };

/** Change the viewer's e-mail address once it is confirmed. */
export const changeEmail: Operation<graphql.ChangeEmailMutationVariables, graphql.ChangeEmailMutation['changeEmail']> = { field: 'changeEmail', document: graphql.ChangeEmailDocument };

/** Change the viewer's password and revoke all sessions except the returned one. */
export const changePassword: Operation<graphql.ChangePasswordMutationVariables, graphql.ChangePasswordMutation['changePassword']> = { field: 'changePassword', document: graphql.ChangePasswordDocument };

/** Create a link that shows the blog's working copy, or else its current text, without an account. For the author and admins. */
export const createPreviewLink: Operation<graphql.CreatePreviewLinkMutationVariables, graphql.CreatePreviewLinkMutation['createPreviewLink']> = { field: 'createPreviewLink', document: graphql.CreatePreviewLinkDocument };

/** Delete the viewer's account permanently. Requires the password; wrong passwords are rate-limited as in `login`. A concurrent `saveBlog` fails. */
export const deleteAccount: Operation<graphql.DeleteAccountMutationVariables, graphql.DeleteAccountMutation['deleteAccount']> = { field: 'deleteAccount', document: graphql.DeleteAccountDocument };

/** Delete a SAVED or REJECTED blog of the viewer's own. Admins may also delete such a blog of a deleted or suspended account. A repeated call returns NotFoundError. */
export const deleteBlog: Operation<graphql.DeleteBlogMutationVariables, graphql.DeleteBlogMutation['deleteBlog']> = { field: 'deleteBlog', document: graphql.DeleteBlogDocument };

/** Delete a note that the viewer wrote; admins may delete any note. A repeated call returns NotFoundError. */
export const deleteNote: Operation<graphql.DeleteNoteMutationVariables, graphql.DeleteNoteMutation['deleteNote']> = { field: 'deleteNote', document: graphql.DeleteNoteDocument };

/** Discard the working copy of a blog of the viewer's own, unless it is in review. The public text stays. */
export const discardWorkingCopy: Operation<graphql.DiscardWorkingCopyMutationVariables, graphql.DiscardWorkingCopyMutation['discardWorkingCopy']> = { field: 'discardWorkingCopy', document: graphql.DiscardWorkingCopyDocument };

/** Export all data about the viewer as a JSON file: the account, and all blogs with brief, text, status, feedback and decisions. Returns a download link. */
export const exportMyData: Operation<graphql.ExportMyDataMutationVariables, graphql.ExportMyDataMutation['exportMyData']> = { field: 'exportMyData', document: graphql.ExportMyDataDocument, repeatable: true };

/** Generate the whole post. This takes about 30 seconds; the subscription `generateBlog` streams the text meanwhile. */
export const generateBlog: StreamedOperation<graphql.GenerateBlogMutationVariables, graphql.GenerateBlogMutation['generateBlog'], graphql.GenerateBlogStreamSubscriptionVariables, graphql.GenerateBlogStreamSubscription['generateBlog']> = { field: 'generateBlog', document: graphql.GenerateBlogDocument, stream: graphql.GenerateBlogStreamDocument, resumable: true };

/** Generate a cover image and store it. */
export const generateCoverImage: Operation<graphql.GenerateCoverImageMutationVariables, graphql.GenerateCoverImageMutation['generateCoverImage']> = { field: 'generateCoverImage', document: graphql.GenerateCoverImageDocument };

/** Generate five ideas for a post. */
export const generateIdeas: Operation<graphql.GenerateIdeasMutationVariables, graphql.GenerateIdeasMutation['generateIdeas']> = { field: 'generateIdeas', document: graphql.GenerateIdeasDocument };

/** Generate five descriptions of a cover image. */
export const generateImagePrompts: Operation<graphql.GenerateImagePromptsMutationVariables, graphql.GenerateImagePromptsMutation['generateImagePrompts']> = { field: 'generateImagePrompts', document: graphql.GenerateImagePromptsDocument };

/** Generate five introductions for a post. */
export const generateIntros: Operation<graphql.GenerateIntrosMutationVariables, graphql.GenerateIntrosMutation['generateIntros']> = { field: 'generateIntros', document: graphql.GenerateIntrosDocument };

/** Generate five outlines for a post. */
export const generateOutlines: Operation<graphql.GenerateOutlinesMutationVariables, graphql.GenerateOutlinesMutation['generateOutlines']> = { field: 'generateOutlines', document: graphql.GenerateOutlinesDocument };

/** Generate five titles for a post. */
export const generateTitles: Operation<graphql.GenerateTitlesMutationVariables, graphql.GenerateTitlesMutation['generateTitles']> = { field: 'generateTitles', document: graphql.GenerateTitlesDocument };

/** Invite a person to create an account, within 7 days. Admins only; at most 50 times a day. */
export const inviteUser: Operation<graphql.InviteUserMutationVariables, graphql.InviteUserMutation['inviteUser']> = { field: 'inviteUser', document: graphql.InviteUserDocument };

/** Sign in with an e-mail address and a password. */
export const login: Operation<graphql.LoginMutationVariables, graphql.LoginMutation['login']> = { field: 'login', document: graphql.LoginDocument, repeatable: true };

/** Revoke all sessions of the viewer, including the current one. */
export const logoutEverywhere: Operation<graphql.LogoutEverywhereMutationVariables, graphql.LogoutEverywhereMutation['logoutEverywhere']> = { field: 'logoutEverywhere', document: graphql.LogoutEverywhereDocument };

/** Rewrite one section of a post; the others stay unchanged. */
export const regenerateSection: Operation<graphql.RegenerateSectionMutationVariables, graphql.RegenerateSectionMutation['regenerateSection']> = { field: 'regenerateSection', document: graphql.RegenerateSectionDocument };

/** End the suspension of an account: it can sign in again. Admins only. */
export const reinstateAccount: Operation<graphql.ReinstateAccountMutationVariables, graphql.ReinstateAccountMutation['reinstateAccount']> = { field: 'reinstateAccount', document: graphql.ReinstateAccountDocument, repeatable: true };

/** Return a PENDING blog, or a PENDING working copy, to its author, with feedback. Admins only. */
export const rejectBlog: Operation<graphql.RejectBlogMutationVariables, graphql.RejectBlogMutation['rejectBlog']> = { field: 'rejectBlog', document: graphql.RejectBlogDocument };

/** Return a new token for the viewer's session, before the current one expires. The current token stays valid until its own expiry time. */
export const renewSession: Operation<graphql.RenewSessionMutationVariables, graphql.RenewSessionMutation['renewSession']> = { field: 'renewSession', document: graphql.RenewSessionDocument, repeatable: true };

/** Mark a resolved note as open: the author of the blog and admins may. A repeated call changes nothing. */
export const reopenNote: Operation<graphql.ReopenNoteMutationVariables, graphql.ReopenNoteMutation['reopenNote']> = { field: 'reopenNote', document: graphql.ReopenNoteDocument, repeatable: true };

/** Republish an unpublished blog that was not edited since, without another review. It keeps its `publishedAt`. Admins only. */
export const republishBlog: Operation<graphql.RepublishBlogMutationVariables, graphql.RepublishBlogMutation['republishBlog']> = { field: 'republishBlog', document: graphql.RepublishBlogDocument };

/** Mail a link that sets a new password. At most 3 times an hour for an address and for a client. */
export const requestPasswordReset: Operation<graphql.RequestPasswordResetMutationVariables, graphql.RequestPasswordResetMutation['requestPasswordReset']> = { field: 'requestPasswordReset', document: graphql.RequestPasswordResetDocument };

/** Send a blog of the viewer's own for review: a SAVED or REJECTED one, or the working copy of a PUBLISHED one, which stays public unchanged. */
export const requestPublish: Operation<graphql.RequestPublishMutationVariables, graphql.RequestPublishMutation['requestPublish']> = { field: 'requestPublish', document: graphql.RequestPublishDocument };

/** Set a new password with the link of `requestPasswordReset`, which works once and for an hour. Ends all sessions of the account except the returned one. */
export const resetPassword: Operation<graphql.ResetPasswordMutationVariables, graphql.ResetPasswordMutation['resetPassword']> = { field: 'resetPassword', document: graphql.ResetPasswordDocument };

/** Mark a note as resolved: the author of the blog and admins may. A repeated call changes nothing. */
export const resolveNote: Operation<graphql.ResolveNoteMutationVariables, graphql.ResolveNoteMutation['resolveNote']> = { field: 'resolveNote', document: graphql.ResolveNoteDocument, repeatable: true };

/** Restore a version of the viewer's own blog: its text, title, cover, tags, metadata and brief. This is an edit, as by `updateBlog`, of the blog or of the `workingCopy` of a PUBLISHED one, and the version stays. A repeated call succeeds without a second change. */
export const restoreVersion: Operation<graphql.RestoreVersionMutationVariables, graphql.RestoreVersionMutation['restoreVersion']> = { field: 'restoreVersion', document: graphql.RestoreVersionDocument, repeatable: true };

/** End an open invitation of any admin. Admins only. */
export const revokeInvitation: Operation<graphql.RevokeInvitationMutationVariables, graphql.RevokeInvitationMutation['revokeInvitation']> = { field: 'revokeInvitation', document: graphql.RevokeInvitationDocument };

/** End all preview links of the blog. For the author and admins. */
export const revokePreviewLinks: Operation<graphql.RevokePreviewLinksMutationVariables, graphql.RevokePreviewLinksMutation['revokePreviewLinks']> = { field: 'revokePreviewLinks', document: graphql.RevokePreviewLinksDocument };

/** Write three new versions of a passage of a post. */
export const rewriteText: Operation<graphql.RewriteTextMutationVariables, graphql.RewriteTextMutation['rewriteText']> = { field: 'rewriteText', document: graphql.RewriteTextDocument };

/** Save a new blog as a draft. */
export const saveBlog: Operation<graphql.SaveBlogMutationVariables, graphql.SaveBlogMutation['saveBlog']> = { field: 'saveBlog', document: graphql.SaveBlogDocument, keyed: true };

/** Mail a link that verifies the viewer's address. At most 3 times an hour for an address and for a client. */
export const sendVerificationEmail: Operation<graphql.SendVerificationEmailMutationVariables, graphql.SendVerificationEmailMutation['sendVerificationEmail']> = { field: 'sendVerificationEmail', document: graphql.SendVerificationEmailDocument };

/** Set the role of an account. An admin who becomes a user is signed out. The last active admin stays one. Admins only. */
export const setAccountRole: Operation<graphql.SetAccountRoleMutationVariables, graphql.SetAccountRoleMutation['setAccountRole']> = { field: 'setAccountRole', document: graphql.SetAccountRoleDocument, repeatable: true };

/** Create an account and sign it in. */
export const signup: Operation<graphql.SignupMutationVariables, graphql.SignupMutation['signup']> = { field: 'signup', document: graphql.SignupDocument };

/** Suggest five tags for a post, from its title and text. */
export const suggestTags: Operation<graphql.SuggestTagsMutationVariables, graphql.SuggestTagsMutation['suggestTags']> = { field: 'suggestTags', document: graphql.SuggestTagsDocument };

/** Suspend an account: its sessions and streams end, and it can't sign in. Its published and scheduled blogs stay; unpublish them one by one. Admins only. */
export const suspendAccount: Operation<graphql.SuspendAccountMutationVariables, graphql.SuspendAccountMutation['suspendAccount']> = { field: 'suspendAccount', document: graphql.SuspendAccountDocument, repeatable: true };

/** Translate a post, also into its own language. Long posts are translated in parts; this can take two minutes. */
export const translateBlog: Operation<graphql.TranslateBlogMutationVariables, graphql.TranslateBlogMutation['translateBlog']> = { field: 'translateBlog', document: graphql.TranslateBlogDocument };

/** Remove a PUBLISHED blog from the public pages, or cancel the publication of a SCHEDULED one; it becomes a draft. A working copy is kept as a version. Admins only. */
export const unpublishBlog: Operation<graphql.UnpublishBlogMutationVariables, graphql.UnpublishBlogMutation['unpublishBlog']> = { field: 'unpublishBlog', document: graphql.UnpublishBlogDocument };

/** Edit a blog of the viewer's own that is SAVED, REJECTED or PUBLISHED. Edits of a PUBLISHED blog change its `workingCopy`, and not what is public. */
export const updateBlog: Operation<graphql.UpdateBlogMutationVariables, graphql.UpdateBlogMutation['updateBlog']> = { field: 'updateBlog', document: graphql.UpdateBlogDocument, repeatable: true };

/** Change the viewer's public profile, or the kinds of mail to get. */
export const updateProfile: Operation<graphql.UpdateProfileMutationVariables, graphql.UpdateProfileMutation['updateProfile']> = { field: 'updateProfile', document: graphql.UpdateProfileDocument, repeatable: true };

/** Change the slug of a blog that is not PENDING: its author may before the first publication, admins after it. `publishedBlog` finds a blog that was public by its old slugs, too; there are 50 at most. */
export const updateSlug: Operation<graphql.UpdateSlugMutationVariables, graphql.UpdateSlugMutation['updateSlug']> = { field: 'updateSlug', document: graphql.UpdateSlugDocument };

/** Store an image. It is decoded and re-encoded in the same format, upright, in sRGB and without metadata (location, camera, comments). AVIF and HEIC, and an opaque PNG that is much smaller as WebP, are converted to WebP. GIF, WebP and AVIF stay animated, cropped to their canvas; of an animated PNG or a HEIC with several images, the default image is kept. The same image always gets the same URL. Requires a signed-in viewer. */
export const uploadImage: Operation<graphql.UploadImageMutationVariables, graphql.UploadImageMutation['uploadImage']> = { field: 'uploadImage', document: graphql.UploadImageDocument, repeatable: true };

/** Verify the address that a link of `sendVerificationEmail` or `changeEmail` was mailed to. Needs no session. Each link works once and for a day. */
export const verifyEmail: Operation<graphql.VerifyEmailMutationVariables, graphql.VerifyEmailMutation['verifyEmail']> = { field: 'verifyEmail', document: graphql.VerifyEmailDocument };

/** Withdraw a PENDING blog of the viewer's own, or its PENDING working copy, from review, or cancel the publication of a SCHEDULED one. */
export const withdrawBlog: Operation<graphql.WithdrawBlogMutationVariables, graphql.WithdrawBlogMutation['withdrawBlog']> = { field: 'withdrawBlog', document: graphql.WithdrawBlogDocument };
