import type { CallOptions } from '../options.js';
import type { List, MethodTable } from '../methods.js';
import type * as types from './graphql.js';
import {
  AccountsDocument,
  AdminQueueDocument,
  BlogDocument,
  BlogsDocument,
  DashboardStatsDocument,
  GenerationEstimateDocument,
  GenerationServiceDocument,
  InvitationsDocument,
  NodeDocument,
  PreviewBlogDocument,
  PreviewContentDocument,
  PublishedBlogDocument,
  PublishedBlogsDocument,
  RelatedBlogsDocument,
  TagsDocument,
  ViewerDocument,
  AcceptInviteDocument,
  AddNoteDocument,
  ApplySuggestionDocument,
  ApproveBlogDocument,
  ChangeEmailDocument,
  ChangePasswordDocument,
  CreatePreviewLinkDocument,
  DeleteAccountDocument,
  DeleteBlogDocument,
  DeleteNoteDocument,
  DiscardWorkingCopyDocument,
  ExportMyDataDocument,
  GenerateBlogDocument,
  GenerateBlogStreamDocument,
  GenerateCoverImageDocument,
  GenerateIdeasDocument,
  GenerateImagePromptsDocument,
  GenerateIntrosDocument,
  GenerateOutlinesDocument,
  GenerateTitlesDocument,
  InviteUserDocument,
  LoginDocument,
  LogoutEverywhereDocument,
  RegenerateSectionDocument,
  ReinstateAccountDocument,
  RejectBlogDocument,
  RenewSessionDocument,
  ReopenNoteDocument,
  RepublishBlogDocument,
  RequestPasswordResetDocument,
  RequestPublishDocument,
  ResetPasswordDocument,
  ResolveNoteDocument,
  RestoreVersionDocument,
  RevokeInvitationDocument,
  RevokePreviewLinksDocument,
  RewriteTextDocument,
  SaveBlogDocument,
  SendVerificationEmailDocument,
  SetAccountRoleDocument,
  SignupDocument,
  SuggestTagsDocument,
  SuspendAccountDocument,
  TranslateBlogDocument,
  UnpublishBlogDocument,
  UpdateBlogDocument,
  UpdateProfileDocument,
  UpdateSlugDocument,
  UploadImageDocument,
  VerifyEmailDocument,
  WithdrawBlogDocument,
} from './graphql.js';

/** One method per operation of the schema. */
export interface Operations {
  /** All accounts, newest first. Admins only. */
  readonly accounts: List<Pick<types.AccountsQueryVariables, 'search' | 'role' | 'suspended' | 'first' | 'after' | 'last' | 'before' | 'withTotal'> & CallOptions, types.AccountsQuery['accounts']>;

  /** Blogs of all authors with this status, ordered by the time of their publication request, oldest first. PENDING includes published blogs whose working copy is PENDING. SCHEDULED ones are ordered by `publishedAt`. Admins only. */
  readonly adminQueue: List<Pick<types.AdminQueueQueryVariables, 'status' | 'first' | 'after' | 'last' | 'before' | 'search' | 'authorId' | 'withTotal'> & CallOptions, types.AdminQueueQuery['adminQueue']>;

  /** The blog with this id; null if it does not exist or the viewer may not see it. */
  blog(id: types.BlogQueryVariables['id'], options?: CallOptions): Promise<types.BlogQuery['blog']>;

  /** The viewer's own blogs, newest first. */
  readonly blogs: List<Pick<types.BlogsQueryVariables, 'status' | 'search' | 'first' | 'after' | 'last' | 'before' | 'tag' | 'withTotal'> & CallOptions, types.BlogsQuery['blogs']>;

  /** Number of the viewer's own blogs by status. */
  dashboardStats(options?: CallOptions): Promise<types.DashboardStatsQuery['dashboardStats']>;

  /** Estimate the price of generation steps, and find the viewer's blogs with the same keyword. Nothing is generated. */
  generationEstimate(input: types.GenerationEstimateQueryVariables['input'], options?: CallOptions): Promise<types.GenerationEstimateQuery['generationEstimate']>;

  /** Provider and models of generation on this server. */
  generationService(options?: CallOptions): Promise<types.GenerationServiceQuery['generationService']>;

  /** Open invitations of all admins, newest first. Admins only. */
  invitations(options?: CallOptions): Promise<types.InvitationsQuery['invitations']>;

  /** The object with this id; null if it does not exist or the viewer may not see it. */
  node(id: types.NodeQueryVariables['id'], options?: CallOptions): Promise<types.NodeQuery['node']>;

  /** The blog behind a preview link, without signing in; null if the link is invalid or has ended: at its expiry, by `revokePreviewLinks`, when the blog is deleted, or when its creator may not read the blog any more. Never cached. */
  previewBlog(token: types.PreviewBlogQueryVariables['token'], options?: CallOptions): Promise<types.PreviewBlogQuery['previewBlog']>;

  /** A text, rendered and measured exactly as a save would. Nothing is saved. */
  previewContent(input: types.PreviewContentQueryVariables['input'], options?: CallOptions): Promise<types.PreviewContentQuery['previewContent']>;

  /** The published blog with this slug, which may be an old one: redirect to its `slug` if that differs. Null if it does not exist. */
  publishedBlog(slug: types.PublishedBlogQueryVariables['slug'], options?: CallOptions): Promise<types.PublishedBlogQuery['publishedBlog']>;

  /** All published blogs, sorted by `firstPublishedAt`, newest first. */
  readonly publishedBlogs: List<Pick<types.PublishedBlogsQueryVariables, 'search' | 'first' | 'after' | 'last' | 'before' | 'tag' | 'authorId' | 'withTotal'> & CallOptions, types.PublishedBlogsQuery['publishedBlogs']>;

  /** Published blogs that share tags or words of title and excerpt with this published one, closest first: a common tag counts as much as three common words. Empty if the blog does not exist or is not public. */
  relatedBlogs(id: types.RelatedBlogsQueryVariables['id'], options?: Pick<types.RelatedBlogsQueryVariables, 'first'> & CallOptions): Promise<types.RelatedBlogsQuery['relatedBlogs']>;

  /** Tags of published blogs, the most used first. Counts may be some seconds old. */
  tags(options?: Pick<types.TagsQueryVariables, 'first'> & CallOptions): Promise<types.TagsQuery['tags']>;

  /** The signed-in user; null if the request has no token. */
  viewer(options?: CallOptions): Promise<types.ViewerQuery['viewer']>;

  /** Create an account with the link of an invitation, and sign it in. */
  acceptInvite(input: types.AcceptInviteMutationVariables['input'], options?: CallOptions): Promise<types.AcceptInviteMutation['acceptInvite']>;

  /** Add a note to a blog of the viewer's own or, as an admin, to any blog, in any status. A blog has 200 notes at most. */
  addNote(blogId: types.AddNoteMutationVariables['blogId'], input: types.AddNoteMutationVariables['input'], options?: CallOptions): Promise<types.AddNoteMutation['addNote']>;

  /** Replace the passage of a note by its suggestion, and resolve the note. This is an edit of the viewer's own blog, as by `updateBlog`. The passage must be in the current text, once or told apart by the text around it. */
  applySuggestion(noteId: types.ApplySuggestionMutationVariables['noteId'], input: types.ApplySuggestionMutationVariables['input'], options?: CallOptions): Promise<types.ApplySuggestionMutation['applySuggestion']>;

  /** Publish a PENDING blog, now or at `publishAt`, or replace the text of a PUBLISHED one with its PENDING working copy; its `slug` and `firstPublishedAt` stay. Admins only. */
  approveBlog(id: types.ApproveBlogMutationVariables['id'], input: types.ApproveBlogMutationVariables['input'], options?: CallOptions): Promise<types.ApproveBlogMutation['approveBlog']>;

  /** Change the viewer's e-mail address once it is confirmed. */
  changeEmail(input: types.ChangeEmailMutationVariables['input'], options?: CallOptions): Promise<types.ChangeEmailMutation['changeEmail']>;

  /** Change the viewer's password and revoke all sessions except the returned one. */
  changePassword(input: types.ChangePasswordMutationVariables['input'], options?: CallOptions): Promise<types.ChangePasswordMutation['changePassword']>;

  /** Create a link that shows the blog's working copy, or else its current text, without an account. For the author and admins. */
  createPreviewLink(blogId: types.CreatePreviewLinkMutationVariables['blogId'], input: types.CreatePreviewLinkMutationVariables['input'], options?: CallOptions): Promise<types.CreatePreviewLinkMutation['createPreviewLink']>;

  /** Delete the viewer's account permanently. Requires the password; wrong passwords are rate-limited as in `login`. A concurrent `saveBlog` fails. */
  deleteAccount(input: types.DeleteAccountMutationVariables['input'], options?: CallOptions): Promise<types.DeleteAccountMutation['deleteAccount']>;

  /** Delete a SAVED or REJECTED blog of the viewer's own. Admins may also delete such a blog of a deleted or suspended account. A repeated call returns NotFoundError. */
  deleteBlog(id: types.DeleteBlogMutationVariables['id'], options?: CallOptions): Promise<types.DeleteBlogMutation['deleteBlog']>;

  /** Delete a note that the viewer wrote; admins may delete any note. A repeated call returns NotFoundError. */
  deleteNote(id: types.DeleteNoteMutationVariables['id'], options?: CallOptions): Promise<types.DeleteNoteMutation['deleteNote']>;

  /** Discard the working copy of a blog of the viewer's own, unless it is in review. The public text stays. */
  discardWorkingCopy(id: types.DiscardWorkingCopyMutationVariables['id'], input: types.DiscardWorkingCopyMutationVariables['input'], options?: CallOptions): Promise<types.DiscardWorkingCopyMutation['discardWorkingCopy']>;

  /** Export all data about the viewer as a JSON file: the account, and all blogs with brief, text, status, feedback and decisions. Returns a download link. */
  exportMyData(options?: CallOptions): Promise<types.ExportMyDataMutation['exportMyData']>;

  /** Generate the whole post. This takes about 30 seconds; the subscription `generateBlog` streams the text meanwhile. */
  readonly generateBlog: {
    (input: types.GenerateBlogMutationVariables['input'], options?: CallOptions): Promise<types.GenerateBlogMutation['generateBlog']>;
    /** Generate the whole post and stream its text: deltas in order, then exactly one success or error, then completion. After unsubscribing, the generation continues for 30 seconds, so that it can be resumed without a second call to Gemini. */
    stream(input: types.GenerateBlogStreamSubscriptionVariables['input'], options?: Pick<types.GenerateBlogStreamSubscriptionVariables, 'resume'> & CallOptions): AsyncGenerator<types.GenerateBlogStreamSubscription['generateBlog'], void, undefined>;
  };

  /** Generate a cover image and store it. */
  generateCoverImage(input: types.GenerateCoverImageMutationVariables['input'], options?: CallOptions): Promise<types.GenerateCoverImageMutation['generateCoverImage']>;

  /** Generate five ideas for a post. */
  generateIdeas(input: types.GenerateIdeasMutationVariables['input'], options?: CallOptions): Promise<types.GenerateIdeasMutation['generateIdeas']>;

  /** Generate five descriptions of a cover image. */
  generateImagePrompts(input: types.GenerateImagePromptsMutationVariables['input'], options?: CallOptions): Promise<types.GenerateImagePromptsMutation['generateImagePrompts']>;

  /** Generate five introductions for a post. */
  generateIntros(input: types.GenerateIntrosMutationVariables['input'], options?: CallOptions): Promise<types.GenerateIntrosMutation['generateIntros']>;

  /** Generate five outlines for a post. */
  generateOutlines(input: types.GenerateOutlinesMutationVariables['input'], options?: CallOptions): Promise<types.GenerateOutlinesMutation['generateOutlines']>;

  /** Generate five titles for a post. */
  generateTitles(input: types.GenerateTitlesMutationVariables['input'], options?: CallOptions): Promise<types.GenerateTitlesMutation['generateTitles']>;

  /** Invite a person to create an account, within 7 days. Admins only; at most 50 times a day. */
  inviteUser(input: types.InviteUserMutationVariables['input'], options?: CallOptions): Promise<types.InviteUserMutation['inviteUser']>;

  /** Sign in with an e-mail address and a password. */
  login(input: types.LoginMutationVariables['input'], options?: CallOptions): Promise<types.LoginMutation['login']>;

  /** Revoke all sessions of the viewer, including the current one. */
  logoutEverywhere(options?: CallOptions): Promise<types.LogoutEverywhereMutation['logoutEverywhere']>;

  /** Rewrite one section of a post; the others stay unchanged. */
  regenerateSection(input: types.RegenerateSectionMutationVariables['input'], options?: CallOptions): Promise<types.RegenerateSectionMutation['regenerateSection']>;

  /** End the suspension of an account: it can sign in again. Admins only. */
  reinstateAccount(id: types.ReinstateAccountMutationVariables['id'], options?: CallOptions): Promise<types.ReinstateAccountMutation['reinstateAccount']>;

  /** Return a PENDING blog, or a PENDING working copy, to its author, with feedback. Admins only. */
  rejectBlog(id: types.RejectBlogMutationVariables['id'], input: types.RejectBlogMutationVariables['input'], options?: CallOptions): Promise<types.RejectBlogMutation['rejectBlog']>;

  /** Return a new token for the viewer's session, before the current one expires. The current token stays valid until its own expiry time. */
  renewSession(options?: CallOptions): Promise<types.RenewSessionMutation['renewSession']>;

  /** Mark a resolved note as open: the author of the blog and admins may. A repeated call changes nothing. */
  reopenNote(id: types.ReopenNoteMutationVariables['id'], options?: CallOptions): Promise<types.ReopenNoteMutation['reopenNote']>;

  /** Republish an unpublished blog that was not edited since, without another review. It keeps its `publishedAt`. Admins only. */
  republishBlog(id: types.RepublishBlogMutationVariables['id'], input: types.RepublishBlogMutationVariables['input'], options?: CallOptions): Promise<types.RepublishBlogMutation['republishBlog']>;

  /** Mail a link that sets a new password. At most 3 times an hour for an address and for a client. */
  requestPasswordReset(input: types.RequestPasswordResetMutationVariables['input'], options?: CallOptions): Promise<types.RequestPasswordResetMutation['requestPasswordReset']>;

  /** Send a blog of the viewer's own for review: a SAVED or REJECTED one, or the working copy of a PUBLISHED one, which stays public unchanged. */
  requestPublish(id: types.RequestPublishMutationVariables['id'], options?: CallOptions): Promise<types.RequestPublishMutation['requestPublish']>;

  /** Set a new password with the link of `requestPasswordReset`, which works once and for an hour. Ends all sessions of the account except the returned one. */
  resetPassword(input: types.ResetPasswordMutationVariables['input'], options?: CallOptions): Promise<types.ResetPasswordMutation['resetPassword']>;

  /** Mark a note as resolved: the author of the blog and admins may. A repeated call changes nothing. */
  resolveNote(id: types.ResolveNoteMutationVariables['id'], options?: CallOptions): Promise<types.ResolveNoteMutation['resolveNote']>;

  /** Restore a version of the viewer's own blog: its text, title, cover, tags, metadata and brief. This is an edit, as by `updateBlog`, of the blog or of the `workingCopy` of a PUBLISHED one, and the version stays. A repeated call succeeds without a second change. */
  restoreVersion(id: types.RestoreVersionMutationVariables['id'], input: types.RestoreVersionMutationVariables['input'], options?: CallOptions): Promise<types.RestoreVersionMutation['restoreVersion']>;

  /** End an open invitation of any admin. Admins only. */
  revokeInvitation(id: types.RevokeInvitationMutationVariables['id'], options?: CallOptions): Promise<types.RevokeInvitationMutation['revokeInvitation']>;

  /** End all preview links of the blog. For the author and admins. */
  revokePreviewLinks(blogId: types.RevokePreviewLinksMutationVariables['blogId'], options?: CallOptions): Promise<types.RevokePreviewLinksMutation['revokePreviewLinks']>;

  /** Write three new versions of a passage of a post. */
  rewriteText(input: types.RewriteTextMutationVariables['input'], options?: CallOptions): Promise<types.RewriteTextMutation['rewriteText']>;

  /** Save a new blog as a draft. */
  saveBlog(input: types.SaveBlogMutationVariables['input'], options?: CallOptions): Promise<types.SaveBlogMutation['saveBlog']>;

  /** Mail a link that verifies the viewer's address. At most 3 times an hour for an address and for a client. */
  sendVerificationEmail(options?: CallOptions): Promise<types.SendVerificationEmailMutation['sendVerificationEmail']>;

  /** Set the role of an account. An admin who becomes a user is signed out. The last active admin stays one. Admins only. */
  setAccountRole(id: types.SetAccountRoleMutationVariables['id'], input: types.SetAccountRoleMutationVariables['input'], options?: CallOptions): Promise<types.SetAccountRoleMutation['setAccountRole']>;

  /** Create an account and sign it in. */
  signup(input: types.SignupMutationVariables['input'], options?: CallOptions): Promise<types.SignupMutation['signup']>;

  /** Suggest five tags for a post, from its title and text. */
  suggestTags(input: types.SuggestTagsMutationVariables['input'], options?: CallOptions): Promise<types.SuggestTagsMutation['suggestTags']>;

  /** Suspend an account: its sessions and streams end, and it can't sign in. Its published and scheduled blogs stay; unpublish them one by one. Admins only. */
  suspendAccount(id: types.SuspendAccountMutationVariables['id'], options?: CallOptions): Promise<types.SuspendAccountMutation['suspendAccount']>;

  /** Translate a post, also into its own language. Long posts are translated in parts; this can take two minutes. */
  translateBlog(input: types.TranslateBlogMutationVariables['input'], options?: CallOptions): Promise<types.TranslateBlogMutation['translateBlog']>;

  /** Remove a PUBLISHED blog from the public pages, or cancel the publication of a SCHEDULED one; it becomes a draft. A working copy is kept as a version. Admins only. */
  unpublishBlog(id: types.UnpublishBlogMutationVariables['id'], options?: Pick<types.UnpublishBlogMutationVariables, 'input'> & CallOptions): Promise<types.UnpublishBlogMutation['unpublishBlog']>;

  /** Edit a blog of the viewer's own that is SAVED, REJECTED or PUBLISHED. Edits of a PUBLISHED blog change its `workingCopy`, and not what is public. */
  updateBlog(id: types.UpdateBlogMutationVariables['id'], input: types.UpdateBlogMutationVariables['input'], options?: CallOptions): Promise<types.UpdateBlogMutation['updateBlog']>;

  /** Change the viewer's public profile, or the kinds of mail to get. */
  updateProfile(input: types.UpdateProfileMutationVariables['input'], options?: CallOptions): Promise<types.UpdateProfileMutation['updateProfile']>;

  /** Change the slug of a blog that is not PENDING: its author may before the first publication, admins after it. `publishedBlog` finds a blog that was public by its old slugs, too; there are 50 at most. */
  updateSlug(id: types.UpdateSlugMutationVariables['id'], input: types.UpdateSlugMutationVariables['input'], options?: CallOptions): Promise<types.UpdateSlugMutation['updateSlug']>;

  /** Store an image. It is decoded and re-encoded in the same format, upright, in sRGB and without metadata (location, camera, comments). AVIF and HEIC, and an opaque PNG that is much smaller as WebP, are converted to WebP. GIF, WebP and AVIF stay animated, cropped to their canvas; of an animated PNG or a HEIC with several images, the default image is kept. The same image always gets the same URL. Requires a signed-in viewer. */
  uploadImage(input: types.UploadImageMutationVariables['input'], options?: CallOptions): Promise<types.UploadImageMutation['uploadImage']>;

  /** Verify the address that a link of `sendVerificationEmail` or `changeEmail` was mailed to. Needs no session. Each link works once and for a day. */
  verifyEmail(input: types.VerifyEmailMutationVariables['input'], options?: CallOptions): Promise<types.VerifyEmailMutation['verifyEmail']>;

  /** Withdraw a PENDING blog of the viewer's own, or its PENDING working copy, from review, or cancel the publication of a SCHEDULED one. */
  withdrawBlog(id: types.WithdrawBlogMutationVariables['id'], options?: CallOptions): Promise<types.WithdrawBlogMutation['withdrawBlog']>;
}

/** The operation of each method. */
export const operations: MethodTable<Operations> = {
  accounts: { document: AccountsDocument, required: [], optional: ['search', 'role', 'suspended', 'first', 'after', 'last', 'before', 'withTotal'], paged: true, repeatable: true },
  adminQueue: { document: AdminQueueDocument, required: [], optional: ['status', 'first', 'after', 'last', 'before', 'search', 'authorId', 'withTotal'], paged: true, repeatable: true },
  blog: { document: BlogDocument, required: ['id'], optional: [], repeatable: true },
  blogs: { document: BlogsDocument, required: [], optional: ['status', 'search', 'first', 'after', 'last', 'before', 'tag', 'withTotal'], paged: true, repeatable: true },
  dashboardStats: { document: DashboardStatsDocument, required: [], optional: [], repeatable: true },
  generationEstimate: { document: GenerationEstimateDocument, required: ['input'], optional: [], repeatable: true },
  generationService: { document: GenerationServiceDocument, required: [], optional: [], repeatable: true },
  invitations: { document: InvitationsDocument, required: [], optional: [], repeatable: true },
  node: { document: NodeDocument, required: ['id'], optional: [], repeatable: true },
  previewBlog: { document: PreviewBlogDocument, required: ['token'], optional: [], repeatable: true },
  previewContent: { document: PreviewContentDocument, required: ['input'], optional: [], repeatable: true },
  publishedBlog: { document: PublishedBlogDocument, required: ['slug'], optional: [], repeatable: true },
  publishedBlogs: { document: PublishedBlogsDocument, required: [], optional: ['search', 'first', 'after', 'last', 'before', 'tag', 'authorId', 'withTotal'], paged: true, repeatable: true },
  relatedBlogs: { document: RelatedBlogsDocument, required: ['id'], optional: ['first'], repeatable: true },
  tags: { document: TagsDocument, required: [], optional: ['first'], repeatable: true },
  viewer: { document: ViewerDocument, required: [], optional: [], repeatable: true },
  acceptInvite: { document: AcceptInviteDocument, required: ['input'], optional: [] },
  addNote: { document: AddNoteDocument, required: ['blogId', 'input'], optional: [], keyed: true },
  applySuggestion: { document: ApplySuggestionDocument, required: ['noteId', 'input'], optional: [] },
  approveBlog: { document: ApproveBlogDocument, required: ['id', 'input'], optional: [] },
  changeEmail: { document: ChangeEmailDocument, required: ['input'], optional: [] },
  changePassword: { document: ChangePasswordDocument, required: ['input'], optional: [] },
  createPreviewLink: { document: CreatePreviewLinkDocument, required: ['blogId', 'input'], optional: [] },
  deleteAccount: { document: DeleteAccountDocument, required: ['input'], optional: [] },
  deleteBlog: { document: DeleteBlogDocument, required: ['id'], optional: [] },
  deleteNote: { document: DeleteNoteDocument, required: ['id'], optional: [] },
  discardWorkingCopy: { document: DiscardWorkingCopyDocument, required: ['id', 'input'], optional: [] },
  exportMyData: { document: ExportMyDataDocument, required: [], optional: [], repeatable: true },
  generateBlog: { document: GenerateBlogDocument, required: ['input'], optional: [], stream: { document: GenerateBlogStreamDocument, required: ['input'], optional: ['resume'] } },
  generateCoverImage: { document: GenerateCoverImageDocument, required: ['input'], optional: [] },
  generateIdeas: { document: GenerateIdeasDocument, required: ['input'], optional: [] },
  generateImagePrompts: { document: GenerateImagePromptsDocument, required: ['input'], optional: [] },
  generateIntros: { document: GenerateIntrosDocument, required: ['input'], optional: [] },
  generateOutlines: { document: GenerateOutlinesDocument, required: ['input'], optional: [] },
  generateTitles: { document: GenerateTitlesDocument, required: ['input'], optional: [] },
  inviteUser: { document: InviteUserDocument, required: ['input'], optional: [] },
  login: { document: LoginDocument, required: ['input'], optional: [], repeatable: true },
  logoutEverywhere: { document: LogoutEverywhereDocument, required: [], optional: [] },
  regenerateSection: { document: RegenerateSectionDocument, required: ['input'], optional: [] },
  reinstateAccount: { document: ReinstateAccountDocument, required: ['id'], optional: [], repeatable: true },
  rejectBlog: { document: RejectBlogDocument, required: ['id', 'input'], optional: [] },
  renewSession: { document: RenewSessionDocument, required: [], optional: [], repeatable: true },
  reopenNote: { document: ReopenNoteDocument, required: ['id'], optional: [], repeatable: true },
  republishBlog: { document: RepublishBlogDocument, required: ['id', 'input'], optional: [] },
  requestPasswordReset: { document: RequestPasswordResetDocument, required: ['input'], optional: [] },
  requestPublish: { document: RequestPublishDocument, required: ['id'], optional: [] },
  resetPassword: { document: ResetPasswordDocument, required: ['input'], optional: [] },
  resolveNote: { document: ResolveNoteDocument, required: ['id'], optional: [], repeatable: true },
  restoreVersion: { document: RestoreVersionDocument, required: ['id', 'input'], optional: [], repeatable: true },
  revokeInvitation: { document: RevokeInvitationDocument, required: ['id'], optional: [] },
  revokePreviewLinks: { document: RevokePreviewLinksDocument, required: ['blogId'], optional: [] },
  rewriteText: { document: RewriteTextDocument, required: ['input'], optional: [] },
  saveBlog: { document: SaveBlogDocument, required: ['input'], optional: [], keyed: true },
  sendVerificationEmail: { document: SendVerificationEmailDocument, required: [], optional: [] },
  setAccountRole: { document: SetAccountRoleDocument, required: ['id', 'input'], optional: [], repeatable: true },
  signup: { document: SignupDocument, required: ['input'], optional: [] },
  suggestTags: { document: SuggestTagsDocument, required: ['input'], optional: [] },
  suspendAccount: { document: SuspendAccountDocument, required: ['id'], optional: [], repeatable: true },
  translateBlog: { document: TranslateBlogDocument, required: ['input'], optional: [] },
  unpublishBlog: { document: UnpublishBlogDocument, required: ['id'], optional: ['input'] },
  updateBlog: { document: UpdateBlogDocument, required: ['id', 'input'], optional: [], repeatable: true },
  updateProfile: { document: UpdateProfileDocument, required: ['input'], optional: [], repeatable: true },
  updateSlug: { document: UpdateSlugDocument, required: ['id', 'input'], optional: [] },
  uploadImage: { document: UploadImageDocument, required: ['input'], optional: [], repeatable: true },
  verifyEmail: { document: VerifyEmailDocument, required: ['input'], optional: [] },
  withdrawBlog: { document: WithdrawBlogDocument, required: ['id'], optional: [] },
};
