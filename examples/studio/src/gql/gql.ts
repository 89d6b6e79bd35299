/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  mutation ExportMyData {\n    result: exportMyData {\n      ... on ExportMyDataSuccess {\n        url\n        expiresAt\n      }\n    }\n  }\n": typeof types.ExportMyDataDocument,
    "\n  mutation DeleteAccount($input: DeleteAccountInput!) {\n    result: deleteAccount(input: $input) {\n      ... on DeleteAccountSuccess {\n        deletedId\n      }\n      ...Failure\n    }\n  }\n": typeof types.DeleteAccountDocument,
    "\n  fragment ProfileParts on Viewer {\n    id\n    email\n    emailVerified\n    pendingEmail\n    role\n    mail {\n      decisions\n      notes\n      reviewRequests\n    }\n    user {\n      id\n      name\n      bio\n      avatarUrl\n      websiteUrl\n    }\n  }\n": typeof types.ProfilePartsFragmentDoc,
    "\n  query Account {\n    viewer {\n      id\n      ...ProfileParts\n      generationBudget {\n        used\n        limit\n        resetsAt\n      }\n    }\n  }\n": typeof types.AccountDocument,
    "\n  mutation UpdateProfile($input: UpdateProfileInput!) {\n    result: updateProfile(input: $input) {\n      ... on UpdateProfileSuccess {\n        viewer {\n          id\n          ...ProfileParts\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.UpdateProfileDocument,
    "\n  mutation ChangeEmail($input: ChangeEmailInput!) {\n    result: changeEmail(input: $input) {\n      ... on ChangeEmailSuccess {\n        viewer {\n          id\n          ...ProfileParts\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.ChangeEmailDocument,
    "\n  mutation SendVerificationEmail {\n    result: sendVerificationEmail {\n      ... on SendVerificationEmailSuccess {\n        message\n      }\n      ...Failure\n    }\n  }\n": typeof types.SendVerificationEmailDocument,
    "\n  fragment AccountParts on Account {\n    id\n    email\n    emailVerified\n    role\n    suspended\n    lastLoginAt\n    user {\n      id\n      name\n    }\n    stats {\n      total\n      published\n    }\n  }\n": typeof types.AccountPartsFragmentDoc,
    "\n  query Accounts($search: String, $role: Role, $suspended: Boolean, $after: String) {\n    accounts(\n      search: $search\n      role: $role\n      suspended: $suspended\n      first: 20\n      after: $after\n    ) {\n      totalCount\n      edges {\n        node {\n          id\n          ...AccountParts\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.AccountsDocument,
    "\n  mutation SetAccountRole($id: ID!, $input: SetAccountRoleInput!) {\n    result: setAccountRole(id: $id, input: $input) {\n      ... on SetAccountRoleSuccess {\n        account {\n          ...AccountParts\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.SetAccountRoleDocument,
    "\n  mutation SuspendAccount($id: ID!) {\n    result: suspendAccount(id: $id) {\n      ... on SuspendAccountSuccess {\n        account {\n          ...AccountParts\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.SuspendAccountDocument,
    "\n  mutation ReinstateAccount($id: ID!) {\n    result: reinstateAccount(id: $id) {\n      ... on ReinstateAccountSuccess {\n        account {\n          ...AccountParts\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.ReinstateAccountDocument,
    "\n  query Invitations {\n    invitations {\n      id\n      email\n      role\n      expiresAt\n      invitedBy {\n        id\n        name\n      }\n    }\n  }\n": typeof types.InvitationsDocument,
    "\n  mutation InviteUser($input: InviteUserInput!) {\n    result: inviteUser(input: $input) {\n      ... on InviteUserSuccess {\n        url\n        invitation {\n          id\n          email\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.InviteUserDocument,
    "\n  mutation RevokeInvitation($id: ID!) {\n    result: revokeInvitation(id: $id) {\n      ... on RevokeInvitationSuccess {\n        revokedId\n      }\n      ...Failure\n    }\n  }\n": typeof types.RevokeInvitationDocument,
    "\n  fragment Failure on UserError {\n    __typename\n    message\n    ... on InvalidInputError {\n      fields {\n        path\n        message\n      }\n    }\n    ... on GenerationFailedError {\n      reason\n      retryAfterSeconds\n    }\n  }\n": typeof types.FailureFragmentDoc,
    "\n  query MyPosts($status: BlogStatus, $search: String, $after: String) {\n    blogs(status: $status, search: $search, first: 10, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...PostCard\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.MyPostsDocument,
    "\n  query Stats {\n    dashboardStats {\n      total\n      saved\n      pending\n      published\n      rejected\n      scheduled\n    }\n  }\n": typeof types.StatsDocument,
    "\n  query PreviewContent($input: PreviewContentInput!) {\n    previewContent(input: $input) {\n      __typename\n      ... on PreviewContentSuccess {\n        content {\n          html\n          wordCount\n          readingMinutes\n          sections {\n            heading\n            anchor\n          }\n          ...Findings\n        }\n      }\n    }\n  }\n": typeof types.PreviewContentDocument,
    "\n  mutation RewriteText($input: RewriteTextInput!) {\n    result: rewriteText(input: $input) {\n      ... on RewriteTextSuccess {\n        options\n        receipt\n      }\n      ...Failure\n    }\n  }\n": typeof types.RewriteTextDocument,
    "\n  mutation RewriteSection($input: RegenerateSectionInput!) {\n    result: regenerateSection(input: $input) {\n      ... on RegenerateSectionSuccess {\n        content {\n          markdown\n        }\n        receipt\n      }\n      ...Failure\n    }\n  }\n": typeof types.RewriteSectionDocument,
    "\n  mutation SuggestTags($input: SuggestTagsInput!) {\n    result: suggestTags(input: $input) {\n      ... on SuggestTagsSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n": typeof types.SuggestTagsDocument,
    "\n  fragment BriefParts on Brief {\n    focusOrNiche\n    targetedKeyword\n    targetedAudience\n    referenceLinks\n    tone\n    creativity\n    language\n    length\n  }\n": typeof types.BriefPartsFragmentDoc,
    "\n  fragment EditableText on Article {\n    title\n    tags\n    coverImageUrl\n    content {\n      markdown\n      metaTitle\n      metaDescription\n      coverImageAlt\n    }\n  }\n": typeof types.EditableTextFragmentDoc,
    "\n  fragment Editable on Blog {\n    id\n    revision\n    slug\n    feedback\n    brief {\n      ...BriefParts\n    }\n    ...EditableText\n    workingCopy {\n      id\n      feedback\n      ...EditableText\n    }\n    ...MovedPost\n  }\n": typeof types.EditableFragmentDoc,
    "\n  query EditedPost($id: ID!) {\n    blog(id: $id) {\n      ...Editable\n    }\n  }\n": typeof types.EditedPostDocument,
    "\n  mutation UpdateBlog($id: ID!, $input: UpdateBlogInput!) {\n    result: updateBlog(id: $id, input: $input) {\n      ... on UpdateBlogSuccess {\n        blog {\n          ...Editable\n          ...PostCard\n        }\n      }\n      ... on EditConflictError {\n        theirs: blog {\n          ...Editable\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.UpdateBlogDocument,
    "\n  fragment NoteParts on ReviewNote {\n    id\n    body\n    quote\n    orphaned\n    suggestion\n    createdAt\n    resolvedAt\n    author {\n      id\n      name\n    }\n  }\n": typeof types.NotePartsFragmentDoc,
    "\n  query Notes($id: ID!) {\n    blog(id: $id) {\n      id\n      notes {\n        id\n        ...NoteParts\n      }\n    }\n  }\n": typeof types.NotesDocument,
    "\n  mutation AddNote($postId: ID!, $input: AddNoteInput!) {\n    result: addNote(blogId: $postId, input: $input) {\n      ... on AddNoteSuccess {\n        blog {\n          id\n          notes {\n            id\n            ...NoteParts\n          }\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.AddNoteDocument,
    "\n  mutation ResolveNote($id: ID!) {\n    result: resolveNote(id: $id) {\n      ... on ResolveNoteSuccess {\n        note {\n          ...NoteParts\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.ResolveNoteDocument,
    "\n  mutation ReopenNote($id: ID!) {\n    result: reopenNote(id: $id) {\n      ... on ReopenNoteSuccess {\n        note {\n          ...NoteParts\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.ReopenNoteDocument,
    "\n  mutation DeleteNote($id: ID!) {\n    result: deleteNote(id: $id) {\n      ... on DeleteNoteSuccess {\n        deletedId\n      }\n      ...Failure\n    }\n  }\n": typeof types.DeleteNoteDocument,
    "\n  mutation ApplySuggestion($noteId: ID!, $input: ApplySuggestionInput!) {\n    result: applySuggestion(noteId: $noteId, input: $input) {\n      ... on ApplySuggestionSuccess {\n        blog {\n          ...Editable\n        }\n        note {\n          ...NoteParts\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.ApplySuggestionDocument,
    "\n  query Versions($id: ID!) {\n    blog(id: $id) {\n      id\n      versions {\n        id\n        revision\n        cause\n        savedAt\n        savedBy {\n          id\n          name\n        }\n        title\n        markdown\n        wordCount\n      }\n    }\n  }\n": typeof types.VersionsDocument,
    "\n  mutation RestoreVersion($id: ID!, $input: RestoreVersionInput!) {\n    result: restoreVersion(id: $id, input: $input) {\n      ... on RestoreVersionSuccess {\n        blog {\n          ...Editable\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.RestoreVersionDocument,
    "\n  fragment PostAside on Blog {\n    id\n    authorEmail\n    slug\n    tags\n    brief {\n      focusOrNiche\n      targetedKeyword\n      targetedAudience\n      tone\n      creativity\n      language\n      length\n    }\n    content {\n      metaTitle\n      metaDescription\n      coverImageAlt\n      keywordReport {\n        occurrences\n        density\n        inTitle\n        inFirstParagraph\n        inHeadings\n      }\n      ...Findings\n    }\n    provenance {\n      sentences\n      generated\n      other\n    }\n    references {\n      url\n      title\n      status\n    }\n    reviews {\n      id\n      decision\n      feedback\n      decidedAt\n      reviewer {\n        id\n        name\n      }\n    }\n  }\n": typeof types.PostAsideFragmentDoc,
    "\n  fragment ShownText on Article {\n    title\n    ...Cover\n    content {\n      html\n      markdown\n      wordCount\n      readingMinutes\n      coverImageAlt\n    }\n  }\n": typeof types.ShownTextFragmentDoc,
    "\n  query Post($id: ID!) {\n    blog(id: $id) {\n      id\n      title\n      status\n      feedback\n      updatedAt\n      author {\n        id\n        name\n      }\n      ...ShownText\n      workingCopy {\n        id\n        status\n        feedback\n        updatedAt\n        ...ShownText\n      }\n      ...PostActions\n      ...PostAside\n    }\n  }\n": typeof types.PostDocument,
    "\n  fragment Findings on BlogContent {\n    unsourcedClaims {\n      kind\n      sentence\n    }\n    styleFindings {\n      rule\n      quote\n      suggestion\n    }\n  }\n": typeof types.FindingsFragmentDoc,
    "\n  fragment PostCard on Blog {\n    id\n    title\n    status\n    feedback\n    coverImageUrl\n    ...Cover\n    updatedAt\n    requestedAt\n    publishedAt\n    author {\n      id\n      name\n    }\n    content {\n      excerpt\n      readingMinutes\n    }\n    workingCopy {\n      id\n      status\n      feedback\n    }\n    ...PostActions\n  }\n": typeof types.PostCardFragmentDoc,
    "\n  fragment PostActions on Blog {\n    id\n    title\n    ...MovedPost\n  }\n": typeof types.PostActionsFragmentDoc,
    "\n  fragment MovedPost on Blog {\n    id\n    status\n    slug\n    feedback\n    revision\n    viewerActions\n    requestedAt\n    publishedAt\n    updatedAt\n    author {\n      id\n    }\n    workingCopy {\n      id\n      status\n      feedback\n    }\n    reviews {\n      id\n      decision\n      feedback\n      decidedAt\n      reviewer {\n        id\n        name\n      }\n    }\n  }\n": typeof types.MovedPostFragmentDoc,
    "\n  mutation UploadImage($input: UploadImageInput!) {\n    result: uploadImage(input: $input) {\n      ... on UploadImageSuccess {\n        image {\n          url\n          width\n          height\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.UploadImageDocument,
    "\n  mutation RequestPublish($id: ID!) {\n    result: requestPublish(id: $id) {\n      ... on RequestPublishSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.RequestPublishDocument,
    "\n  mutation WithdrawBlog($id: ID!) {\n    result: withdrawBlog(id: $id) {\n      ... on WithdrawBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.WithdrawBlogDocument,
    "\n  mutation ApproveBlog($id: ID!, $input: ApproveBlogInput!) {\n    result: approveBlog(id: $id, input: $input) {\n      ... on ApproveBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...PostCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.ApproveBlogDocument,
    "\n  mutation RejectBlog($id: ID!, $input: RejectBlogInput!) {\n    result: rejectBlog(id: $id, input: $input) {\n      ... on RejectBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...PostCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.RejectBlogDocument,
    "\n  mutation UnpublishBlog($id: ID!, $input: UnpublishBlogInput) {\n    result: unpublishBlog(id: $id, input: $input) {\n      ... on UnpublishBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.UnpublishBlogDocument,
    "\n  mutation RepublishBlog($id: ID!, $input: RepublishBlogInput!) {\n    result: republishBlog(id: $id, input: $input) {\n      ... on RepublishBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...PostCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.RepublishBlogDocument,
    "\n  mutation DiscardWorkingCopy($id: ID!, $input: DiscardWorkingCopyInput!) {\n    result: discardWorkingCopy(id: $id, input: $input) {\n      ... on DiscardWorkingCopySuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...PostCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.DiscardWorkingCopyDocument,
    "\n  mutation DeleteBlog($id: ID!) {\n    result: deleteBlog(id: $id) {\n      ... on DeleteBlogSuccess {\n        deletedId\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.DeleteBlogDocument,
    "\n  query Article($slug: String!) {\n    publishedBlog(slug: $slug) {\n      id\n      slug\n      title\n      tags\n      coverImageUrl\n      ...Cover\n      publishedAt\n      updatedAt\n      author {\n        id\n        name\n      }\n      content {\n        html\n        readingMinutes\n        wordCount\n        metaTitle\n        metaDescription\n        coverImageAlt\n        sections {\n          heading\n          level\n          anchor\n        }\n      }\n    }\n  }\n": typeof types.ArticleDocument,
    "\n  fragment Teaser on Blog {\n    id\n    slug\n    title\n    ...Cover\n    publishedAt\n    author {\n      id\n      name\n    }\n    content {\n      excerpt\n      readingMinutes\n      coverImageAlt\n    }\n  }\n": typeof types.TeaserFragmentDoc,
    "\n  query Published($search: String, $after: String) {\n    publishedBlogs(search: $search, first: 9, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...Teaser\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.PublishedDocument,
    "\n  query Queue($status: BlogStatus!, $search: String, $after: String) {\n    adminQueue(status: $status, search: $search, first: 10, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...PostCard\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.QueueDocument,
    "\n  query Waiting {\n    adminQueue(status: PENDING, first: 1) {\n      totalCount\n    }\n  }\n": typeof types.WaitingDocument,
    "\n  fragment SessionParts on Session {\n    accessToken\n    expiresAt\n    viewer {\n      id\n      email\n      role\n      user {\n        id\n        name\n      }\n    }\n  }\n": typeof types.SessionPartsFragmentDoc,
    "\n  mutation Login($input: LoginInput!) {\n    result: login(input: $input) {\n      ... on LoginSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.LoginDocument,
    "\n  mutation Signup($input: SignupInput!) {\n    result: signup(input: $input) {\n      ... on SignupSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.SignupDocument,
    "\n  mutation ChangePassword($input: ChangePasswordInput!) {\n    result: changePassword(input: $input) {\n      ... on ChangePasswordSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.ChangePasswordDocument,
    "\n  mutation LogoutEverywhere {\n    result: logoutEverywhere {\n      ... on LogoutEverywhereSuccess {\n        viewer {\n          id\n        }\n      }\n    }\n  }\n": typeof types.LogoutEverywhereDocument,
    "\n  mutation RenewSession {\n    result: renewSession {\n      ... on RenewSessionSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n    }\n  }\n": typeof types.RenewSessionDocument,
    "\n  mutation RequestPasswordReset($input: RequestPasswordResetInput!) {\n    result: requestPasswordReset(input: $input) {\n      ... on RequestPasswordResetSuccess {\n        message\n      }\n      ...Failure\n    }\n  }\n": typeof types.RequestPasswordResetDocument,
    "\n  mutation ResetPassword($input: ResetPasswordInput!) {\n    result: resetPassword(input: $input) {\n      ... on ResetPasswordSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.ResetPasswordDocument,
    "\n  mutation VerifyEmail($input: VerifyEmailInput!) {\n    result: verifyEmail(input: $input) {\n      ... on VerifyEmailSuccess {\n        email\n      }\n      ...Failure\n    }\n  }\n": typeof types.VerifyEmailDocument,
    "\n  mutation AcceptInvite($input: AcceptInviteInput!) {\n    result: acceptInvite(input: $input) {\n      ... on AcceptInviteSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.AcceptInviteDocument,
    "\n  fragment Cover on Article {\n    coverImageUrl\n    coverImage {\n      width\n      height\n      srcset\n    }\n  }\n": typeof types.CoverFragmentDoc,
    "\n  query Service {\n    generationService {\n      provider\n      textModel\n      imageModel\n    }\n  }\n": typeof types.ServiceDocument,
    "\n  fragment WrittenContent on BlogContent {\n    markdown\n    html\n    wordCount\n    readingMinutes\n    metaTitle\n    metaDescription\n    coverImageAlt\n    sections {\n      heading\n      level\n      anchor\n    }\n    keywordReport {\n      occurrences\n      inTitle\n    }\n    ...Findings\n  }\n": typeof types.WrittenContentFragmentDoc,
    "\n  subscription WritePost($input: GenerateBlogInput!, $resume: GenerateBlogResume) {\n    event: generateBlog(input: $input, resume: $resume) {\n      __typename\n      ... on BlogDelta {\n        runId\n        position\n        piece: markdown\n      }\n      ... on GenerateBlogSuccess {\n        content {\n          ...WrittenContent\n        }\n        references {\n          url\n          title\n          status\n        }\n        receipt\n      }\n      ...Failure\n    }\n  }\n": typeof types.WritePostDocument,
    "\n  mutation RegenerateSection($input: RegenerateSectionInput!) {\n    result: regenerateSection(input: $input) {\n      ... on RegenerateSectionSuccess {\n        content {\n          ...WrittenContent\n        }\n        receipt\n      }\n      ...Failure\n    }\n  }\n": typeof types.RegenerateSectionDocument,
    "\n  mutation SaveBlog($input: SaveBlogInput!) {\n    result: saveBlog(input: $input) {\n      ... on SaveBlogSuccess {\n        blog {\n          id\n          ...PostCard\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.SaveBlogDocument,
    "\n  mutation GenerateIdeas($input: GenerateIdeasInput!) {\n    result: generateIdeas(input: $input) {\n      ... on GenerateIdeasSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n": typeof types.GenerateIdeasDocument,
    "\n  mutation GenerateTitles($input: GenerateTitlesInput!) {\n    result: generateTitles(input: $input) {\n      ... on GenerateTitlesSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n": typeof types.GenerateTitlesDocument,
    "\n  mutation GenerateIntros($input: GenerateIntrosInput!) {\n    result: generateIntros(input: $input) {\n      ... on GenerateIntrosSuccess {\n        options\n        receipt\n      }\n      ...Failure\n    }\n  }\n": typeof types.GenerateIntrosDocument,
    "\n  mutation GenerateOutlines($input: GenerateOutlinesInput!) {\n    result: generateOutlines(input: $input) {\n      ... on GenerateOutlinesSuccess {\n        options {\n          headings\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.GenerateOutlinesDocument,
    "\n  mutation GenerateImagePrompts($input: GenerateImagePromptsInput!) {\n    result: generateImagePrompts(input: $input) {\n      ... on GenerateImagePromptsSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n": typeof types.GenerateImagePromptsDocument,
    "\n  mutation GenerateCoverImage($input: GenerateCoverImageInput!) {\n    result: generateCoverImage(input: $input) {\n      ... on GenerateCoverImageSuccess {\n        image {\n          url\n          width\n          height\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.GenerateCoverImageDocument,
};
const documents: Documents = {
    "\n  mutation ExportMyData {\n    result: exportMyData {\n      ... on ExportMyDataSuccess {\n        url\n        expiresAt\n      }\n    }\n  }\n": types.ExportMyDataDocument,
    "\n  mutation DeleteAccount($input: DeleteAccountInput!) {\n    result: deleteAccount(input: $input) {\n      ... on DeleteAccountSuccess {\n        deletedId\n      }\n      ...Failure\n    }\n  }\n": types.DeleteAccountDocument,
    "\n  fragment ProfileParts on Viewer {\n    id\n    email\n    emailVerified\n    pendingEmail\n    role\n    mail {\n      decisions\n      notes\n      reviewRequests\n    }\n    user {\n      id\n      name\n      bio\n      avatarUrl\n      websiteUrl\n    }\n  }\n": types.ProfilePartsFragmentDoc,
    "\n  query Account {\n    viewer {\n      id\n      ...ProfileParts\n      generationBudget {\n        used\n        limit\n        resetsAt\n      }\n    }\n  }\n": types.AccountDocument,
    "\n  mutation UpdateProfile($input: UpdateProfileInput!) {\n    result: updateProfile(input: $input) {\n      ... on UpdateProfileSuccess {\n        viewer {\n          id\n          ...ProfileParts\n        }\n      }\n      ...Failure\n    }\n  }\n": types.UpdateProfileDocument,
    "\n  mutation ChangeEmail($input: ChangeEmailInput!) {\n    result: changeEmail(input: $input) {\n      ... on ChangeEmailSuccess {\n        viewer {\n          id\n          ...ProfileParts\n        }\n      }\n      ...Failure\n    }\n  }\n": types.ChangeEmailDocument,
    "\n  mutation SendVerificationEmail {\n    result: sendVerificationEmail {\n      ... on SendVerificationEmailSuccess {\n        message\n      }\n      ...Failure\n    }\n  }\n": types.SendVerificationEmailDocument,
    "\n  fragment AccountParts on Account {\n    id\n    email\n    emailVerified\n    role\n    suspended\n    lastLoginAt\n    user {\n      id\n      name\n    }\n    stats {\n      total\n      published\n    }\n  }\n": types.AccountPartsFragmentDoc,
    "\n  query Accounts($search: String, $role: Role, $suspended: Boolean, $after: String) {\n    accounts(\n      search: $search\n      role: $role\n      suspended: $suspended\n      first: 20\n      after: $after\n    ) {\n      totalCount\n      edges {\n        node {\n          id\n          ...AccountParts\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.AccountsDocument,
    "\n  mutation SetAccountRole($id: ID!, $input: SetAccountRoleInput!) {\n    result: setAccountRole(id: $id, input: $input) {\n      ... on SetAccountRoleSuccess {\n        account {\n          ...AccountParts\n        }\n      }\n      ...Failure\n    }\n  }\n": types.SetAccountRoleDocument,
    "\n  mutation SuspendAccount($id: ID!) {\n    result: suspendAccount(id: $id) {\n      ... on SuspendAccountSuccess {\n        account {\n          ...AccountParts\n        }\n      }\n      ...Failure\n    }\n  }\n": types.SuspendAccountDocument,
    "\n  mutation ReinstateAccount($id: ID!) {\n    result: reinstateAccount(id: $id) {\n      ... on ReinstateAccountSuccess {\n        account {\n          ...AccountParts\n        }\n      }\n      ...Failure\n    }\n  }\n": types.ReinstateAccountDocument,
    "\n  query Invitations {\n    invitations {\n      id\n      email\n      role\n      expiresAt\n      invitedBy {\n        id\n        name\n      }\n    }\n  }\n": types.InvitationsDocument,
    "\n  mutation InviteUser($input: InviteUserInput!) {\n    result: inviteUser(input: $input) {\n      ... on InviteUserSuccess {\n        url\n        invitation {\n          id\n          email\n        }\n      }\n      ...Failure\n    }\n  }\n": types.InviteUserDocument,
    "\n  mutation RevokeInvitation($id: ID!) {\n    result: revokeInvitation(id: $id) {\n      ... on RevokeInvitationSuccess {\n        revokedId\n      }\n      ...Failure\n    }\n  }\n": types.RevokeInvitationDocument,
    "\n  fragment Failure on UserError {\n    __typename\n    message\n    ... on InvalidInputError {\n      fields {\n        path\n        message\n      }\n    }\n    ... on GenerationFailedError {\n      reason\n      retryAfterSeconds\n    }\n  }\n": types.FailureFragmentDoc,
    "\n  query MyPosts($status: BlogStatus, $search: String, $after: String) {\n    blogs(status: $status, search: $search, first: 10, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...PostCard\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.MyPostsDocument,
    "\n  query Stats {\n    dashboardStats {\n      total\n      saved\n      pending\n      published\n      rejected\n      scheduled\n    }\n  }\n": types.StatsDocument,
    "\n  query PreviewContent($input: PreviewContentInput!) {\n    previewContent(input: $input) {\n      __typename\n      ... on PreviewContentSuccess {\n        content {\n          html\n          wordCount\n          readingMinutes\n          sections {\n            heading\n            anchor\n          }\n          ...Findings\n        }\n      }\n    }\n  }\n": types.PreviewContentDocument,
    "\n  mutation RewriteText($input: RewriteTextInput!) {\n    result: rewriteText(input: $input) {\n      ... on RewriteTextSuccess {\n        options\n        receipt\n      }\n      ...Failure\n    }\n  }\n": types.RewriteTextDocument,
    "\n  mutation RewriteSection($input: RegenerateSectionInput!) {\n    result: regenerateSection(input: $input) {\n      ... on RegenerateSectionSuccess {\n        content {\n          markdown\n        }\n        receipt\n      }\n      ...Failure\n    }\n  }\n": types.RewriteSectionDocument,
    "\n  mutation SuggestTags($input: SuggestTagsInput!) {\n    result: suggestTags(input: $input) {\n      ... on SuggestTagsSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n": types.SuggestTagsDocument,
    "\n  fragment BriefParts on Brief {\n    focusOrNiche\n    targetedKeyword\n    targetedAudience\n    referenceLinks\n    tone\n    creativity\n    language\n    length\n  }\n": types.BriefPartsFragmentDoc,
    "\n  fragment EditableText on Article {\n    title\n    tags\n    coverImageUrl\n    content {\n      markdown\n      metaTitle\n      metaDescription\n      coverImageAlt\n    }\n  }\n": types.EditableTextFragmentDoc,
    "\n  fragment Editable on Blog {\n    id\n    revision\n    slug\n    feedback\n    brief {\n      ...BriefParts\n    }\n    ...EditableText\n    workingCopy {\n      id\n      feedback\n      ...EditableText\n    }\n    ...MovedPost\n  }\n": types.EditableFragmentDoc,
    "\n  query EditedPost($id: ID!) {\n    blog(id: $id) {\n      ...Editable\n    }\n  }\n": types.EditedPostDocument,
    "\n  mutation UpdateBlog($id: ID!, $input: UpdateBlogInput!) {\n    result: updateBlog(id: $id, input: $input) {\n      ... on UpdateBlogSuccess {\n        blog {\n          ...Editable\n          ...PostCard\n        }\n      }\n      ... on EditConflictError {\n        theirs: blog {\n          ...Editable\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n": types.UpdateBlogDocument,
    "\n  fragment NoteParts on ReviewNote {\n    id\n    body\n    quote\n    orphaned\n    suggestion\n    createdAt\n    resolvedAt\n    author {\n      id\n      name\n    }\n  }\n": types.NotePartsFragmentDoc,
    "\n  query Notes($id: ID!) {\n    blog(id: $id) {\n      id\n      notes {\n        id\n        ...NoteParts\n      }\n    }\n  }\n": types.NotesDocument,
    "\n  mutation AddNote($postId: ID!, $input: AddNoteInput!) {\n    result: addNote(blogId: $postId, input: $input) {\n      ... on AddNoteSuccess {\n        blog {\n          id\n          notes {\n            id\n            ...NoteParts\n          }\n        }\n      }\n      ...Failure\n    }\n  }\n": types.AddNoteDocument,
    "\n  mutation ResolveNote($id: ID!) {\n    result: resolveNote(id: $id) {\n      ... on ResolveNoteSuccess {\n        note {\n          ...NoteParts\n        }\n      }\n      ...Failure\n    }\n  }\n": types.ResolveNoteDocument,
    "\n  mutation ReopenNote($id: ID!) {\n    result: reopenNote(id: $id) {\n      ... on ReopenNoteSuccess {\n        note {\n          ...NoteParts\n        }\n      }\n      ...Failure\n    }\n  }\n": types.ReopenNoteDocument,
    "\n  mutation DeleteNote($id: ID!) {\n    result: deleteNote(id: $id) {\n      ... on DeleteNoteSuccess {\n        deletedId\n      }\n      ...Failure\n    }\n  }\n": types.DeleteNoteDocument,
    "\n  mutation ApplySuggestion($noteId: ID!, $input: ApplySuggestionInput!) {\n    result: applySuggestion(noteId: $noteId, input: $input) {\n      ... on ApplySuggestionSuccess {\n        blog {\n          ...Editable\n        }\n        note {\n          ...NoteParts\n        }\n      }\n      ...Failure\n    }\n  }\n": types.ApplySuggestionDocument,
    "\n  query Versions($id: ID!) {\n    blog(id: $id) {\n      id\n      versions {\n        id\n        revision\n        cause\n        savedAt\n        savedBy {\n          id\n          name\n        }\n        title\n        markdown\n        wordCount\n      }\n    }\n  }\n": types.VersionsDocument,
    "\n  mutation RestoreVersion($id: ID!, $input: RestoreVersionInput!) {\n    result: restoreVersion(id: $id, input: $input) {\n      ... on RestoreVersionSuccess {\n        blog {\n          ...Editable\n        }\n      }\n      ...Failure\n    }\n  }\n": types.RestoreVersionDocument,
    "\n  fragment PostAside on Blog {\n    id\n    authorEmail\n    slug\n    tags\n    brief {\n      focusOrNiche\n      targetedKeyword\n      targetedAudience\n      tone\n      creativity\n      language\n      length\n    }\n    content {\n      metaTitle\n      metaDescription\n      coverImageAlt\n      keywordReport {\n        occurrences\n        density\n        inTitle\n        inFirstParagraph\n        inHeadings\n      }\n      ...Findings\n    }\n    provenance {\n      sentences\n      generated\n      other\n    }\n    references {\n      url\n      title\n      status\n    }\n    reviews {\n      id\n      decision\n      feedback\n      decidedAt\n      reviewer {\n        id\n        name\n      }\n    }\n  }\n": types.PostAsideFragmentDoc,
    "\n  fragment ShownText on Article {\n    title\n    ...Cover\n    content {\n      html\n      markdown\n      wordCount\n      readingMinutes\n      coverImageAlt\n    }\n  }\n": types.ShownTextFragmentDoc,
    "\n  query Post($id: ID!) {\n    blog(id: $id) {\n      id\n      title\n      status\n      feedback\n      updatedAt\n      author {\n        id\n        name\n      }\n      ...ShownText\n      workingCopy {\n        id\n        status\n        feedback\n        updatedAt\n        ...ShownText\n      }\n      ...PostActions\n      ...PostAside\n    }\n  }\n": types.PostDocument,
    "\n  fragment Findings on BlogContent {\n    unsourcedClaims {\n      kind\n      sentence\n    }\n    styleFindings {\n      rule\n      quote\n      suggestion\n    }\n  }\n": types.FindingsFragmentDoc,
    "\n  fragment PostCard on Blog {\n    id\n    title\n    status\n    feedback\n    coverImageUrl\n    ...Cover\n    updatedAt\n    requestedAt\n    publishedAt\n    author {\n      id\n      name\n    }\n    content {\n      excerpt\n      readingMinutes\n    }\n    workingCopy {\n      id\n      status\n      feedback\n    }\n    ...PostActions\n  }\n": types.PostCardFragmentDoc,
    "\n  fragment PostActions on Blog {\n    id\n    title\n    ...MovedPost\n  }\n": types.PostActionsFragmentDoc,
    "\n  fragment MovedPost on Blog {\n    id\n    status\n    slug\n    feedback\n    revision\n    viewerActions\n    requestedAt\n    publishedAt\n    updatedAt\n    author {\n      id\n    }\n    workingCopy {\n      id\n      status\n      feedback\n    }\n    reviews {\n      id\n      decision\n      feedback\n      decidedAt\n      reviewer {\n        id\n        name\n      }\n    }\n  }\n": types.MovedPostFragmentDoc,
    "\n  mutation UploadImage($input: UploadImageInput!) {\n    result: uploadImage(input: $input) {\n      ... on UploadImageSuccess {\n        image {\n          url\n          width\n          height\n        }\n      }\n      ...Failure\n    }\n  }\n": types.UploadImageDocument,
    "\n  mutation RequestPublish($id: ID!) {\n    result: requestPublish(id: $id) {\n      ... on RequestPublishSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n": types.RequestPublishDocument,
    "\n  mutation WithdrawBlog($id: ID!) {\n    result: withdrawBlog(id: $id) {\n      ... on WithdrawBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n": types.WithdrawBlogDocument,
    "\n  mutation ApproveBlog($id: ID!, $input: ApproveBlogInput!) {\n    result: approveBlog(id: $id, input: $input) {\n      ... on ApproveBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...PostCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n": types.ApproveBlogDocument,
    "\n  mutation RejectBlog($id: ID!, $input: RejectBlogInput!) {\n    result: rejectBlog(id: $id, input: $input) {\n      ... on RejectBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...PostCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n": types.RejectBlogDocument,
    "\n  mutation UnpublishBlog($id: ID!, $input: UnpublishBlogInput) {\n    result: unpublishBlog(id: $id, input: $input) {\n      ... on UnpublishBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n": types.UnpublishBlogDocument,
    "\n  mutation RepublishBlog($id: ID!, $input: RepublishBlogInput!) {\n    result: republishBlog(id: $id, input: $input) {\n      ... on RepublishBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...PostCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n": types.RepublishBlogDocument,
    "\n  mutation DiscardWorkingCopy($id: ID!, $input: DiscardWorkingCopyInput!) {\n    result: discardWorkingCopy(id: $id, input: $input) {\n      ... on DiscardWorkingCopySuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...PostCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n": types.DiscardWorkingCopyDocument,
    "\n  mutation DeleteBlog($id: ID!) {\n    result: deleteBlog(id: $id) {\n      ... on DeleteBlogSuccess {\n        deletedId\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n": types.DeleteBlogDocument,
    "\n  query Article($slug: String!) {\n    publishedBlog(slug: $slug) {\n      id\n      slug\n      title\n      tags\n      coverImageUrl\n      ...Cover\n      publishedAt\n      updatedAt\n      author {\n        id\n        name\n      }\n      content {\n        html\n        readingMinutes\n        wordCount\n        metaTitle\n        metaDescription\n        coverImageAlt\n        sections {\n          heading\n          level\n          anchor\n        }\n      }\n    }\n  }\n": types.ArticleDocument,
    "\n  fragment Teaser on Blog {\n    id\n    slug\n    title\n    ...Cover\n    publishedAt\n    author {\n      id\n      name\n    }\n    content {\n      excerpt\n      readingMinutes\n      coverImageAlt\n    }\n  }\n": types.TeaserFragmentDoc,
    "\n  query Published($search: String, $after: String) {\n    publishedBlogs(search: $search, first: 9, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...Teaser\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.PublishedDocument,
    "\n  query Queue($status: BlogStatus!, $search: String, $after: String) {\n    adminQueue(status: $status, search: $search, first: 10, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...PostCard\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.QueueDocument,
    "\n  query Waiting {\n    adminQueue(status: PENDING, first: 1) {\n      totalCount\n    }\n  }\n": types.WaitingDocument,
    "\n  fragment SessionParts on Session {\n    accessToken\n    expiresAt\n    viewer {\n      id\n      email\n      role\n      user {\n        id\n        name\n      }\n    }\n  }\n": types.SessionPartsFragmentDoc,
    "\n  mutation Login($input: LoginInput!) {\n    result: login(input: $input) {\n      ... on LoginSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n": types.LoginDocument,
    "\n  mutation Signup($input: SignupInput!) {\n    result: signup(input: $input) {\n      ... on SignupSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n": types.SignupDocument,
    "\n  mutation ChangePassword($input: ChangePasswordInput!) {\n    result: changePassword(input: $input) {\n      ... on ChangePasswordSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n": types.ChangePasswordDocument,
    "\n  mutation LogoutEverywhere {\n    result: logoutEverywhere {\n      ... on LogoutEverywhereSuccess {\n        viewer {\n          id\n        }\n      }\n    }\n  }\n": types.LogoutEverywhereDocument,
    "\n  mutation RenewSession {\n    result: renewSession {\n      ... on RenewSessionSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n    }\n  }\n": types.RenewSessionDocument,
    "\n  mutation RequestPasswordReset($input: RequestPasswordResetInput!) {\n    result: requestPasswordReset(input: $input) {\n      ... on RequestPasswordResetSuccess {\n        message\n      }\n      ...Failure\n    }\n  }\n": types.RequestPasswordResetDocument,
    "\n  mutation ResetPassword($input: ResetPasswordInput!) {\n    result: resetPassword(input: $input) {\n      ... on ResetPasswordSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n": types.ResetPasswordDocument,
    "\n  mutation VerifyEmail($input: VerifyEmailInput!) {\n    result: verifyEmail(input: $input) {\n      ... on VerifyEmailSuccess {\n        email\n      }\n      ...Failure\n    }\n  }\n": types.VerifyEmailDocument,
    "\n  mutation AcceptInvite($input: AcceptInviteInput!) {\n    result: acceptInvite(input: $input) {\n      ... on AcceptInviteSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n": types.AcceptInviteDocument,
    "\n  fragment Cover on Article {\n    coverImageUrl\n    coverImage {\n      width\n      height\n      srcset\n    }\n  }\n": types.CoverFragmentDoc,
    "\n  query Service {\n    generationService {\n      provider\n      textModel\n      imageModel\n    }\n  }\n": types.ServiceDocument,
    "\n  fragment WrittenContent on BlogContent {\n    markdown\n    html\n    wordCount\n    readingMinutes\n    metaTitle\n    metaDescription\n    coverImageAlt\n    sections {\n      heading\n      level\n      anchor\n    }\n    keywordReport {\n      occurrences\n      inTitle\n    }\n    ...Findings\n  }\n": types.WrittenContentFragmentDoc,
    "\n  subscription WritePost($input: GenerateBlogInput!, $resume: GenerateBlogResume) {\n    event: generateBlog(input: $input, resume: $resume) {\n      __typename\n      ... on BlogDelta {\n        runId\n        position\n        piece: markdown\n      }\n      ... on GenerateBlogSuccess {\n        content {\n          ...WrittenContent\n        }\n        references {\n          url\n          title\n          status\n        }\n        receipt\n      }\n      ...Failure\n    }\n  }\n": types.WritePostDocument,
    "\n  mutation RegenerateSection($input: RegenerateSectionInput!) {\n    result: regenerateSection(input: $input) {\n      ... on RegenerateSectionSuccess {\n        content {\n          ...WrittenContent\n        }\n        receipt\n      }\n      ...Failure\n    }\n  }\n": types.RegenerateSectionDocument,
    "\n  mutation SaveBlog($input: SaveBlogInput!) {\n    result: saveBlog(input: $input) {\n      ... on SaveBlogSuccess {\n        blog {\n          id\n          ...PostCard\n        }\n      }\n      ...Failure\n    }\n  }\n": types.SaveBlogDocument,
    "\n  mutation GenerateIdeas($input: GenerateIdeasInput!) {\n    result: generateIdeas(input: $input) {\n      ... on GenerateIdeasSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n": types.GenerateIdeasDocument,
    "\n  mutation GenerateTitles($input: GenerateTitlesInput!) {\n    result: generateTitles(input: $input) {\n      ... on GenerateTitlesSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n": types.GenerateTitlesDocument,
    "\n  mutation GenerateIntros($input: GenerateIntrosInput!) {\n    result: generateIntros(input: $input) {\n      ... on GenerateIntrosSuccess {\n        options\n        receipt\n      }\n      ...Failure\n    }\n  }\n": types.GenerateIntrosDocument,
    "\n  mutation GenerateOutlines($input: GenerateOutlinesInput!) {\n    result: generateOutlines(input: $input) {\n      ... on GenerateOutlinesSuccess {\n        options {\n          headings\n        }\n      }\n      ...Failure\n    }\n  }\n": types.GenerateOutlinesDocument,
    "\n  mutation GenerateImagePrompts($input: GenerateImagePromptsInput!) {\n    result: generateImagePrompts(input: $input) {\n      ... on GenerateImagePromptsSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n": types.GenerateImagePromptsDocument,
    "\n  mutation GenerateCoverImage($input: GenerateCoverImageInput!) {\n    result: generateCoverImage(input: $input) {\n      ... on GenerateCoverImageSuccess {\n        image {\n          url\n          width\n          height\n        }\n      }\n      ...Failure\n    }\n  }\n": types.GenerateCoverImageDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ExportMyData {\n    result: exportMyData {\n      ... on ExportMyDataSuccess {\n        url\n        expiresAt\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ExportMyData {\n    result: exportMyData {\n      ... on ExportMyDataSuccess {\n        url\n        expiresAt\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteAccount($input: DeleteAccountInput!) {\n    result: deleteAccount(input: $input) {\n      ... on DeleteAccountSuccess {\n        deletedId\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation DeleteAccount($input: DeleteAccountInput!) {\n    result: deleteAccount(input: $input) {\n      ... on DeleteAccountSuccess {\n        deletedId\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ProfileParts on Viewer {\n    id\n    email\n    emailVerified\n    pendingEmail\n    role\n    mail {\n      decisions\n      notes\n      reviewRequests\n    }\n    user {\n      id\n      name\n      bio\n      avatarUrl\n      websiteUrl\n    }\n  }\n"): (typeof documents)["\n  fragment ProfileParts on Viewer {\n    id\n    email\n    emailVerified\n    pendingEmail\n    role\n    mail {\n      decisions\n      notes\n      reviewRequests\n    }\n    user {\n      id\n      name\n      bio\n      avatarUrl\n      websiteUrl\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Account {\n    viewer {\n      id\n      ...ProfileParts\n      generationBudget {\n        used\n        limit\n        resetsAt\n      }\n    }\n  }\n"): (typeof documents)["\n  query Account {\n    viewer {\n      id\n      ...ProfileParts\n      generationBudget {\n        used\n        limit\n        resetsAt\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateProfile($input: UpdateProfileInput!) {\n    result: updateProfile(input: $input) {\n      ... on UpdateProfileSuccess {\n        viewer {\n          id\n          ...ProfileParts\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation UpdateProfile($input: UpdateProfileInput!) {\n    result: updateProfile(input: $input) {\n      ... on UpdateProfileSuccess {\n        viewer {\n          id\n          ...ProfileParts\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangeEmail($input: ChangeEmailInput!) {\n    result: changeEmail(input: $input) {\n      ... on ChangeEmailSuccess {\n        viewer {\n          id\n          ...ProfileParts\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation ChangeEmail($input: ChangeEmailInput!) {\n    result: changeEmail(input: $input) {\n      ... on ChangeEmailSuccess {\n        viewer {\n          id\n          ...ProfileParts\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SendVerificationEmail {\n    result: sendVerificationEmail {\n      ... on SendVerificationEmailSuccess {\n        message\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation SendVerificationEmail {\n    result: sendVerificationEmail {\n      ... on SendVerificationEmailSuccess {\n        message\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AccountParts on Account {\n    id\n    email\n    emailVerified\n    role\n    suspended\n    lastLoginAt\n    user {\n      id\n      name\n    }\n    stats {\n      total\n      published\n    }\n  }\n"): (typeof documents)["\n  fragment AccountParts on Account {\n    id\n    email\n    emailVerified\n    role\n    suspended\n    lastLoginAt\n    user {\n      id\n      name\n    }\n    stats {\n      total\n      published\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Accounts($search: String, $role: Role, $suspended: Boolean, $after: String) {\n    accounts(\n      search: $search\n      role: $role\n      suspended: $suspended\n      first: 20\n      after: $after\n    ) {\n      totalCount\n      edges {\n        node {\n          id\n          ...AccountParts\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query Accounts($search: String, $role: Role, $suspended: Boolean, $after: String) {\n    accounts(\n      search: $search\n      role: $role\n      suspended: $suspended\n      first: 20\n      after: $after\n    ) {\n      totalCount\n      edges {\n        node {\n          id\n          ...AccountParts\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetAccountRole($id: ID!, $input: SetAccountRoleInput!) {\n    result: setAccountRole(id: $id, input: $input) {\n      ... on SetAccountRoleSuccess {\n        account {\n          ...AccountParts\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation SetAccountRole($id: ID!, $input: SetAccountRoleInput!) {\n    result: setAccountRole(id: $id, input: $input) {\n      ... on SetAccountRoleSuccess {\n        account {\n          ...AccountParts\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SuspendAccount($id: ID!) {\n    result: suspendAccount(id: $id) {\n      ... on SuspendAccountSuccess {\n        account {\n          ...AccountParts\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation SuspendAccount($id: ID!) {\n    result: suspendAccount(id: $id) {\n      ... on SuspendAccountSuccess {\n        account {\n          ...AccountParts\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReinstateAccount($id: ID!) {\n    result: reinstateAccount(id: $id) {\n      ... on ReinstateAccountSuccess {\n        account {\n          ...AccountParts\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation ReinstateAccount($id: ID!) {\n    result: reinstateAccount(id: $id) {\n      ... on ReinstateAccountSuccess {\n        account {\n          ...AccountParts\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Invitations {\n    invitations {\n      id\n      email\n      role\n      expiresAt\n      invitedBy {\n        id\n        name\n      }\n    }\n  }\n"): (typeof documents)["\n  query Invitations {\n    invitations {\n      id\n      email\n      role\n      expiresAt\n      invitedBy {\n        id\n        name\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation InviteUser($input: InviteUserInput!) {\n    result: inviteUser(input: $input) {\n      ... on InviteUserSuccess {\n        url\n        invitation {\n          id\n          email\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation InviteUser($input: InviteUserInput!) {\n    result: inviteUser(input: $input) {\n      ... on InviteUserSuccess {\n        url\n        invitation {\n          id\n          email\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeInvitation($id: ID!) {\n    result: revokeInvitation(id: $id) {\n      ... on RevokeInvitationSuccess {\n        revokedId\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation RevokeInvitation($id: ID!) {\n    result: revokeInvitation(id: $id) {\n      ... on RevokeInvitationSuccess {\n        revokedId\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Failure on UserError {\n    __typename\n    message\n    ... on InvalidInputError {\n      fields {\n        path\n        message\n      }\n    }\n    ... on GenerationFailedError {\n      reason\n      retryAfterSeconds\n    }\n  }\n"): (typeof documents)["\n  fragment Failure on UserError {\n    __typename\n    message\n    ... on InvalidInputError {\n      fields {\n        path\n        message\n      }\n    }\n    ... on GenerationFailedError {\n      reason\n      retryAfterSeconds\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query MyPosts($status: BlogStatus, $search: String, $after: String) {\n    blogs(status: $status, search: $search, first: 10, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...PostCard\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query MyPosts($status: BlogStatus, $search: String, $after: String) {\n    blogs(status: $status, search: $search, first: 10, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...PostCard\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Stats {\n    dashboardStats {\n      total\n      saved\n      pending\n      published\n      rejected\n      scheduled\n    }\n  }\n"): (typeof documents)["\n  query Stats {\n    dashboardStats {\n      total\n      saved\n      pending\n      published\n      rejected\n      scheduled\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PreviewContent($input: PreviewContentInput!) {\n    previewContent(input: $input) {\n      __typename\n      ... on PreviewContentSuccess {\n        content {\n          html\n          wordCount\n          readingMinutes\n          sections {\n            heading\n            anchor\n          }\n          ...Findings\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query PreviewContent($input: PreviewContentInput!) {\n    previewContent(input: $input) {\n      __typename\n      ... on PreviewContentSuccess {\n        content {\n          html\n          wordCount\n          readingMinutes\n          sections {\n            heading\n            anchor\n          }\n          ...Findings\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RewriteText($input: RewriteTextInput!) {\n    result: rewriteText(input: $input) {\n      ... on RewriteTextSuccess {\n        options\n        receipt\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation RewriteText($input: RewriteTextInput!) {\n    result: rewriteText(input: $input) {\n      ... on RewriteTextSuccess {\n        options\n        receipt\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RewriteSection($input: RegenerateSectionInput!) {\n    result: regenerateSection(input: $input) {\n      ... on RegenerateSectionSuccess {\n        content {\n          markdown\n        }\n        receipt\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation RewriteSection($input: RegenerateSectionInput!) {\n    result: regenerateSection(input: $input) {\n      ... on RegenerateSectionSuccess {\n        content {\n          markdown\n        }\n        receipt\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SuggestTags($input: SuggestTagsInput!) {\n    result: suggestTags(input: $input) {\n      ... on SuggestTagsSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation SuggestTags($input: SuggestTagsInput!) {\n    result: suggestTags(input: $input) {\n      ... on SuggestTagsSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment BriefParts on Brief {\n    focusOrNiche\n    targetedKeyword\n    targetedAudience\n    referenceLinks\n    tone\n    creativity\n    language\n    length\n  }\n"): (typeof documents)["\n  fragment BriefParts on Brief {\n    focusOrNiche\n    targetedKeyword\n    targetedAudience\n    referenceLinks\n    tone\n    creativity\n    language\n    length\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment EditableText on Article {\n    title\n    tags\n    coverImageUrl\n    content {\n      markdown\n      metaTitle\n      metaDescription\n      coverImageAlt\n    }\n  }\n"): (typeof documents)["\n  fragment EditableText on Article {\n    title\n    tags\n    coverImageUrl\n    content {\n      markdown\n      metaTitle\n      metaDescription\n      coverImageAlt\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Editable on Blog {\n    id\n    revision\n    slug\n    feedback\n    brief {\n      ...BriefParts\n    }\n    ...EditableText\n    workingCopy {\n      id\n      feedback\n      ...EditableText\n    }\n    ...MovedPost\n  }\n"): (typeof documents)["\n  fragment Editable on Blog {\n    id\n    revision\n    slug\n    feedback\n    brief {\n      ...BriefParts\n    }\n    ...EditableText\n    workingCopy {\n      id\n      feedback\n      ...EditableText\n    }\n    ...MovedPost\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query EditedPost($id: ID!) {\n    blog(id: $id) {\n      ...Editable\n    }\n  }\n"): (typeof documents)["\n  query EditedPost($id: ID!) {\n    blog(id: $id) {\n      ...Editable\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateBlog($id: ID!, $input: UpdateBlogInput!) {\n    result: updateBlog(id: $id, input: $input) {\n      ... on UpdateBlogSuccess {\n        blog {\n          ...Editable\n          ...PostCard\n        }\n      }\n      ... on EditConflictError {\n        theirs: blog {\n          ...Editable\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation UpdateBlog($id: ID!, $input: UpdateBlogInput!) {\n    result: updateBlog(id: $id, input: $input) {\n      ... on UpdateBlogSuccess {\n        blog {\n          ...Editable\n          ...PostCard\n        }\n      }\n      ... on EditConflictError {\n        theirs: blog {\n          ...Editable\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment NoteParts on ReviewNote {\n    id\n    body\n    quote\n    orphaned\n    suggestion\n    createdAt\n    resolvedAt\n    author {\n      id\n      name\n    }\n  }\n"): (typeof documents)["\n  fragment NoteParts on ReviewNote {\n    id\n    body\n    quote\n    orphaned\n    suggestion\n    createdAt\n    resolvedAt\n    author {\n      id\n      name\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Notes($id: ID!) {\n    blog(id: $id) {\n      id\n      notes {\n        id\n        ...NoteParts\n      }\n    }\n  }\n"): (typeof documents)["\n  query Notes($id: ID!) {\n    blog(id: $id) {\n      id\n      notes {\n        id\n        ...NoteParts\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AddNote($postId: ID!, $input: AddNoteInput!) {\n    result: addNote(blogId: $postId, input: $input) {\n      ... on AddNoteSuccess {\n        blog {\n          id\n          notes {\n            id\n            ...NoteParts\n          }\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation AddNote($postId: ID!, $input: AddNoteInput!) {\n    result: addNote(blogId: $postId, input: $input) {\n      ... on AddNoteSuccess {\n        blog {\n          id\n          notes {\n            id\n            ...NoteParts\n          }\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResolveNote($id: ID!) {\n    result: resolveNote(id: $id) {\n      ... on ResolveNoteSuccess {\n        note {\n          ...NoteParts\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation ResolveNote($id: ID!) {\n    result: resolveNote(id: $id) {\n      ... on ResolveNoteSuccess {\n        note {\n          ...NoteParts\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReopenNote($id: ID!) {\n    result: reopenNote(id: $id) {\n      ... on ReopenNoteSuccess {\n        note {\n          ...NoteParts\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation ReopenNote($id: ID!) {\n    result: reopenNote(id: $id) {\n      ... on ReopenNoteSuccess {\n        note {\n          ...NoteParts\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteNote($id: ID!) {\n    result: deleteNote(id: $id) {\n      ... on DeleteNoteSuccess {\n        deletedId\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation DeleteNote($id: ID!) {\n    result: deleteNote(id: $id) {\n      ... on DeleteNoteSuccess {\n        deletedId\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ApplySuggestion($noteId: ID!, $input: ApplySuggestionInput!) {\n    result: applySuggestion(noteId: $noteId, input: $input) {\n      ... on ApplySuggestionSuccess {\n        blog {\n          ...Editable\n        }\n        note {\n          ...NoteParts\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation ApplySuggestion($noteId: ID!, $input: ApplySuggestionInput!) {\n    result: applySuggestion(noteId: $noteId, input: $input) {\n      ... on ApplySuggestionSuccess {\n        blog {\n          ...Editable\n        }\n        note {\n          ...NoteParts\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Versions($id: ID!) {\n    blog(id: $id) {\n      id\n      versions {\n        id\n        revision\n        cause\n        savedAt\n        savedBy {\n          id\n          name\n        }\n        title\n        markdown\n        wordCount\n      }\n    }\n  }\n"): (typeof documents)["\n  query Versions($id: ID!) {\n    blog(id: $id) {\n      id\n      versions {\n        id\n        revision\n        cause\n        savedAt\n        savedBy {\n          id\n          name\n        }\n        title\n        markdown\n        wordCount\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RestoreVersion($id: ID!, $input: RestoreVersionInput!) {\n    result: restoreVersion(id: $id, input: $input) {\n      ... on RestoreVersionSuccess {\n        blog {\n          ...Editable\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation RestoreVersion($id: ID!, $input: RestoreVersionInput!) {\n    result: restoreVersion(id: $id, input: $input) {\n      ... on RestoreVersionSuccess {\n        blog {\n          ...Editable\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment PostAside on Blog {\n    id\n    authorEmail\n    slug\n    tags\n    brief {\n      focusOrNiche\n      targetedKeyword\n      targetedAudience\n      tone\n      creativity\n      language\n      length\n    }\n    content {\n      metaTitle\n      metaDescription\n      coverImageAlt\n      keywordReport {\n        occurrences\n        density\n        inTitle\n        inFirstParagraph\n        inHeadings\n      }\n      ...Findings\n    }\n    provenance {\n      sentences\n      generated\n      other\n    }\n    references {\n      url\n      title\n      status\n    }\n    reviews {\n      id\n      decision\n      feedback\n      decidedAt\n      reviewer {\n        id\n        name\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment PostAside on Blog {\n    id\n    authorEmail\n    slug\n    tags\n    brief {\n      focusOrNiche\n      targetedKeyword\n      targetedAudience\n      tone\n      creativity\n      language\n      length\n    }\n    content {\n      metaTitle\n      metaDescription\n      coverImageAlt\n      keywordReport {\n        occurrences\n        density\n        inTitle\n        inFirstParagraph\n        inHeadings\n      }\n      ...Findings\n    }\n    provenance {\n      sentences\n      generated\n      other\n    }\n    references {\n      url\n      title\n      status\n    }\n    reviews {\n      id\n      decision\n      feedback\n      decidedAt\n      reviewer {\n        id\n        name\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ShownText on Article {\n    title\n    ...Cover\n    content {\n      html\n      markdown\n      wordCount\n      readingMinutes\n      coverImageAlt\n    }\n  }\n"): (typeof documents)["\n  fragment ShownText on Article {\n    title\n    ...Cover\n    content {\n      html\n      markdown\n      wordCount\n      readingMinutes\n      coverImageAlt\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Post($id: ID!) {\n    blog(id: $id) {\n      id\n      title\n      status\n      feedback\n      updatedAt\n      author {\n        id\n        name\n      }\n      ...ShownText\n      workingCopy {\n        id\n        status\n        feedback\n        updatedAt\n        ...ShownText\n      }\n      ...PostActions\n      ...PostAside\n    }\n  }\n"): (typeof documents)["\n  query Post($id: ID!) {\n    blog(id: $id) {\n      id\n      title\n      status\n      feedback\n      updatedAt\n      author {\n        id\n        name\n      }\n      ...ShownText\n      workingCopy {\n        id\n        status\n        feedback\n        updatedAt\n        ...ShownText\n      }\n      ...PostActions\n      ...PostAside\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Findings on BlogContent {\n    unsourcedClaims {\n      kind\n      sentence\n    }\n    styleFindings {\n      rule\n      quote\n      suggestion\n    }\n  }\n"): (typeof documents)["\n  fragment Findings on BlogContent {\n    unsourcedClaims {\n      kind\n      sentence\n    }\n    styleFindings {\n      rule\n      quote\n      suggestion\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment PostCard on Blog {\n    id\n    title\n    status\n    feedback\n    coverImageUrl\n    ...Cover\n    updatedAt\n    requestedAt\n    publishedAt\n    author {\n      id\n      name\n    }\n    content {\n      excerpt\n      readingMinutes\n    }\n    workingCopy {\n      id\n      status\n      feedback\n    }\n    ...PostActions\n  }\n"): (typeof documents)["\n  fragment PostCard on Blog {\n    id\n    title\n    status\n    feedback\n    coverImageUrl\n    ...Cover\n    updatedAt\n    requestedAt\n    publishedAt\n    author {\n      id\n      name\n    }\n    content {\n      excerpt\n      readingMinutes\n    }\n    workingCopy {\n      id\n      status\n      feedback\n    }\n    ...PostActions\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment PostActions on Blog {\n    id\n    title\n    ...MovedPost\n  }\n"): (typeof documents)["\n  fragment PostActions on Blog {\n    id\n    title\n    ...MovedPost\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment MovedPost on Blog {\n    id\n    status\n    slug\n    feedback\n    revision\n    viewerActions\n    requestedAt\n    publishedAt\n    updatedAt\n    author {\n      id\n    }\n    workingCopy {\n      id\n      status\n      feedback\n    }\n    reviews {\n      id\n      decision\n      feedback\n      decidedAt\n      reviewer {\n        id\n        name\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment MovedPost on Blog {\n    id\n    status\n    slug\n    feedback\n    revision\n    viewerActions\n    requestedAt\n    publishedAt\n    updatedAt\n    author {\n      id\n    }\n    workingCopy {\n      id\n      status\n      feedback\n    }\n    reviews {\n      id\n      decision\n      feedback\n      decidedAt\n      reviewer {\n        id\n        name\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UploadImage($input: UploadImageInput!) {\n    result: uploadImage(input: $input) {\n      ... on UploadImageSuccess {\n        image {\n          url\n          width\n          height\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation UploadImage($input: UploadImageInput!) {\n    result: uploadImage(input: $input) {\n      ... on UploadImageSuccess {\n        image {\n          url\n          width\n          height\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RequestPublish($id: ID!) {\n    result: requestPublish(id: $id) {\n      ... on RequestPublishSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation RequestPublish($id: ID!) {\n    result: requestPublish(id: $id) {\n      ... on RequestPublishSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WithdrawBlog($id: ID!) {\n    result: withdrawBlog(id: $id) {\n      ... on WithdrawBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation WithdrawBlog($id: ID!) {\n    result: withdrawBlog(id: $id) {\n      ... on WithdrawBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ApproveBlog($id: ID!, $input: ApproveBlogInput!) {\n    result: approveBlog(id: $id, input: $input) {\n      ... on ApproveBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...PostCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation ApproveBlog($id: ID!, $input: ApproveBlogInput!) {\n    result: approveBlog(id: $id, input: $input) {\n      ... on ApproveBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...PostCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RejectBlog($id: ID!, $input: RejectBlogInput!) {\n    result: rejectBlog(id: $id, input: $input) {\n      ... on RejectBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...PostCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation RejectBlog($id: ID!, $input: RejectBlogInput!) {\n    result: rejectBlog(id: $id, input: $input) {\n      ... on RejectBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...PostCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UnpublishBlog($id: ID!, $input: UnpublishBlogInput) {\n    result: unpublishBlog(id: $id, input: $input) {\n      ... on UnpublishBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation UnpublishBlog($id: ID!, $input: UnpublishBlogInput) {\n    result: unpublishBlog(id: $id, input: $input) {\n      ... on UnpublishBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RepublishBlog($id: ID!, $input: RepublishBlogInput!) {\n    result: republishBlog(id: $id, input: $input) {\n      ... on RepublishBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...PostCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation RepublishBlog($id: ID!, $input: RepublishBlogInput!) {\n    result: republishBlog(id: $id, input: $input) {\n      ... on RepublishBlogSuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...PostCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DiscardWorkingCopy($id: ID!, $input: DiscardWorkingCopyInput!) {\n    result: discardWorkingCopy(id: $id, input: $input) {\n      ... on DiscardWorkingCopySuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...PostCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation DiscardWorkingCopy($id: ID!, $input: DiscardWorkingCopyInput!) {\n    result: discardWorkingCopy(id: $id, input: $input) {\n      ... on DiscardWorkingCopySuccess {\n        blog {\n          ...MovedPost\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...PostCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteBlog($id: ID!) {\n    result: deleteBlog(id: $id) {\n      ... on DeleteBlogSuccess {\n        deletedId\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation DeleteBlog($id: ID!) {\n    result: deleteBlog(id: $id) {\n      ... on DeleteBlogSuccess {\n        deletedId\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedPost\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Article($slug: String!) {\n    publishedBlog(slug: $slug) {\n      id\n      slug\n      title\n      tags\n      coverImageUrl\n      ...Cover\n      publishedAt\n      updatedAt\n      author {\n        id\n        name\n      }\n      content {\n        html\n        readingMinutes\n        wordCount\n        metaTitle\n        metaDescription\n        coverImageAlt\n        sections {\n          heading\n          level\n          anchor\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Article($slug: String!) {\n    publishedBlog(slug: $slug) {\n      id\n      slug\n      title\n      tags\n      coverImageUrl\n      ...Cover\n      publishedAt\n      updatedAt\n      author {\n        id\n        name\n      }\n      content {\n        html\n        readingMinutes\n        wordCount\n        metaTitle\n        metaDescription\n        coverImageAlt\n        sections {\n          heading\n          level\n          anchor\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Teaser on Blog {\n    id\n    slug\n    title\n    ...Cover\n    publishedAt\n    author {\n      id\n      name\n    }\n    content {\n      excerpt\n      readingMinutes\n      coverImageAlt\n    }\n  }\n"): (typeof documents)["\n  fragment Teaser on Blog {\n    id\n    slug\n    title\n    ...Cover\n    publishedAt\n    author {\n      id\n      name\n    }\n    content {\n      excerpt\n      readingMinutes\n      coverImageAlt\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Published($search: String, $after: String) {\n    publishedBlogs(search: $search, first: 9, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...Teaser\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query Published($search: String, $after: String) {\n    publishedBlogs(search: $search, first: 9, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...Teaser\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Queue($status: BlogStatus!, $search: String, $after: String) {\n    adminQueue(status: $status, search: $search, first: 10, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...PostCard\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query Queue($status: BlogStatus!, $search: String, $after: String) {\n    adminQueue(status: $status, search: $search, first: 10, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...PostCard\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Waiting {\n    adminQueue(status: PENDING, first: 1) {\n      totalCount\n    }\n  }\n"): (typeof documents)["\n  query Waiting {\n    adminQueue(status: PENDING, first: 1) {\n      totalCount\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SessionParts on Session {\n    accessToken\n    expiresAt\n    viewer {\n      id\n      email\n      role\n      user {\n        id\n        name\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment SessionParts on Session {\n    accessToken\n    expiresAt\n    viewer {\n      id\n      email\n      role\n      user {\n        id\n        name\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Login($input: LoginInput!) {\n    result: login(input: $input) {\n      ... on LoginSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation Login($input: LoginInput!) {\n    result: login(input: $input) {\n      ... on LoginSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Signup($input: SignupInput!) {\n    result: signup(input: $input) {\n      ... on SignupSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation Signup($input: SignupInput!) {\n    result: signup(input: $input) {\n      ... on SignupSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangePassword($input: ChangePasswordInput!) {\n    result: changePassword(input: $input) {\n      ... on ChangePasswordSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation ChangePassword($input: ChangePasswordInput!) {\n    result: changePassword(input: $input) {\n      ... on ChangePasswordSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LogoutEverywhere {\n    result: logoutEverywhere {\n      ... on LogoutEverywhereSuccess {\n        viewer {\n          id\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation LogoutEverywhere {\n    result: logoutEverywhere {\n      ... on LogoutEverywhereSuccess {\n        viewer {\n          id\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RenewSession {\n    result: renewSession {\n      ... on RenewSessionSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation RenewSession {\n    result: renewSession {\n      ... on RenewSessionSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RequestPasswordReset($input: RequestPasswordResetInput!) {\n    result: requestPasswordReset(input: $input) {\n      ... on RequestPasswordResetSuccess {\n        message\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation RequestPasswordReset($input: RequestPasswordResetInput!) {\n    result: requestPasswordReset(input: $input) {\n      ... on RequestPasswordResetSuccess {\n        message\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResetPassword($input: ResetPasswordInput!) {\n    result: resetPassword(input: $input) {\n      ... on ResetPasswordSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation ResetPassword($input: ResetPasswordInput!) {\n    result: resetPassword(input: $input) {\n      ... on ResetPasswordSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation VerifyEmail($input: VerifyEmailInput!) {\n    result: verifyEmail(input: $input) {\n      ... on VerifyEmailSuccess {\n        email\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation VerifyEmail($input: VerifyEmailInput!) {\n    result: verifyEmail(input: $input) {\n      ... on VerifyEmailSuccess {\n        email\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AcceptInvite($input: AcceptInviteInput!) {\n    result: acceptInvite(input: $input) {\n      ... on AcceptInviteSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation AcceptInvite($input: AcceptInviteInput!) {\n    result: acceptInvite(input: $input) {\n      ... on AcceptInviteSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Cover on Article {\n    coverImageUrl\n    coverImage {\n      width\n      height\n      srcset\n    }\n  }\n"): (typeof documents)["\n  fragment Cover on Article {\n    coverImageUrl\n    coverImage {\n      width\n      height\n      srcset\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Service {\n    generationService {\n      provider\n      textModel\n      imageModel\n    }\n  }\n"): (typeof documents)["\n  query Service {\n    generationService {\n      provider\n      textModel\n      imageModel\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment WrittenContent on BlogContent {\n    markdown\n    html\n    wordCount\n    readingMinutes\n    metaTitle\n    metaDescription\n    coverImageAlt\n    sections {\n      heading\n      level\n      anchor\n    }\n    keywordReport {\n      occurrences\n      inTitle\n    }\n    ...Findings\n  }\n"): (typeof documents)["\n  fragment WrittenContent on BlogContent {\n    markdown\n    html\n    wordCount\n    readingMinutes\n    metaTitle\n    metaDescription\n    coverImageAlt\n    sections {\n      heading\n      level\n      anchor\n    }\n    keywordReport {\n      occurrences\n      inTitle\n    }\n    ...Findings\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription WritePost($input: GenerateBlogInput!, $resume: GenerateBlogResume) {\n    event: generateBlog(input: $input, resume: $resume) {\n      __typename\n      ... on BlogDelta {\n        runId\n        position\n        piece: markdown\n      }\n      ... on GenerateBlogSuccess {\n        content {\n          ...WrittenContent\n        }\n        references {\n          url\n          title\n          status\n        }\n        receipt\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  subscription WritePost($input: GenerateBlogInput!, $resume: GenerateBlogResume) {\n    event: generateBlog(input: $input, resume: $resume) {\n      __typename\n      ... on BlogDelta {\n        runId\n        position\n        piece: markdown\n      }\n      ... on GenerateBlogSuccess {\n        content {\n          ...WrittenContent\n        }\n        references {\n          url\n          title\n          status\n        }\n        receipt\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RegenerateSection($input: RegenerateSectionInput!) {\n    result: regenerateSection(input: $input) {\n      ... on RegenerateSectionSuccess {\n        content {\n          ...WrittenContent\n        }\n        receipt\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation RegenerateSection($input: RegenerateSectionInput!) {\n    result: regenerateSection(input: $input) {\n      ... on RegenerateSectionSuccess {\n        content {\n          ...WrittenContent\n        }\n        receipt\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SaveBlog($input: SaveBlogInput!) {\n    result: saveBlog(input: $input) {\n      ... on SaveBlogSuccess {\n        blog {\n          id\n          ...PostCard\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation SaveBlog($input: SaveBlogInput!) {\n    result: saveBlog(input: $input) {\n      ... on SaveBlogSuccess {\n        blog {\n          id\n          ...PostCard\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation GenerateIdeas($input: GenerateIdeasInput!) {\n    result: generateIdeas(input: $input) {\n      ... on GenerateIdeasSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation GenerateIdeas($input: GenerateIdeasInput!) {\n    result: generateIdeas(input: $input) {\n      ... on GenerateIdeasSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation GenerateTitles($input: GenerateTitlesInput!) {\n    result: generateTitles(input: $input) {\n      ... on GenerateTitlesSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation GenerateTitles($input: GenerateTitlesInput!) {\n    result: generateTitles(input: $input) {\n      ... on GenerateTitlesSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation GenerateIntros($input: GenerateIntrosInput!) {\n    result: generateIntros(input: $input) {\n      ... on GenerateIntrosSuccess {\n        options\n        receipt\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation GenerateIntros($input: GenerateIntrosInput!) {\n    result: generateIntros(input: $input) {\n      ... on GenerateIntrosSuccess {\n        options\n        receipt\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation GenerateOutlines($input: GenerateOutlinesInput!) {\n    result: generateOutlines(input: $input) {\n      ... on GenerateOutlinesSuccess {\n        options {\n          headings\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation GenerateOutlines($input: GenerateOutlinesInput!) {\n    result: generateOutlines(input: $input) {\n      ... on GenerateOutlinesSuccess {\n        options {\n          headings\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation GenerateImagePrompts($input: GenerateImagePromptsInput!) {\n    result: generateImagePrompts(input: $input) {\n      ... on GenerateImagePromptsSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation GenerateImagePrompts($input: GenerateImagePromptsInput!) {\n    result: generateImagePrompts(input: $input) {\n      ... on GenerateImagePromptsSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation GenerateCoverImage($input: GenerateCoverImageInput!) {\n    result: generateCoverImage(input: $input) {\n      ... on GenerateCoverImageSuccess {\n        image {\n          url\n          width\n          height\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation GenerateCoverImage($input: GenerateCoverImageInput!) {\n    result: generateCoverImage(input: $input) {\n      ... on GenerateCoverImageSuccess {\n        image {\n          url\n          width\n          height\n        }\n      }\n      ...Failure\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;