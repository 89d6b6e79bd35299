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
    "\n  fragment Failure on UserError {\n    __typename\n    message\n    ... on InvalidInputError {\n      fields {\n        path\n        message\n      }\n    }\n    ... on GenerationFailedError {\n      reason\n      retryAfterSeconds\n    }\n  }\n": typeof types.FailureFragmentDoc,
    "\n  fragment BlogAside on Blog {\n    id\n    authorEmail\n    slug\n    brief {\n      focusOrNiche\n      targetedKeyword\n      targetedAudience\n      tone\n      creativity\n      language\n      length\n    }\n    content {\n      metaTitle\n      metaDescription\n      coverImageAlt\n      keywordReport {\n        occurrences\n        density\n        inTitle\n        inFirstParagraph\n        inHeadings\n      }\n      ...Findings\n    }\n    provenance {\n      sentences\n      generated\n      other\n    }\n    references {\n      url\n      title\n      status\n    }\n    reviews {\n      decision\n      feedback\n      decidedAt\n      reviewer {\n        id\n        name\n      }\n    }\n  }\n": typeof types.BlogAsideFragmentDoc,
    "\n  query Blog($id: ID!) {\n    blog(id: $id) {\n      id\n      title\n      status\n      feedback\n      updatedAt\n      coverImageUrl\n      author {\n        id\n        name\n      }\n      content {\n        html\n        wordCount\n        readingMinutes\n        coverImageAlt\n      }\n      ...BlogActions\n      ...BlogAside\n    }\n  }\n": typeof types.BlogDocument,
    "\n  mutation UploadImage($input: UploadImageInput!) {\n    result: uploadImage(input: $input) {\n      ... on UploadImageSuccess {\n        image {\n          url\n          width\n          height\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.UploadImageDocument,
    "\n  fragment Findings on BlogContent {\n    unsourcedClaims {\n      kind\n      sentence\n    }\n    styleFindings {\n      rule\n      quote\n      suggestion\n    }\n  }\n": typeof types.FindingsFragmentDoc,
    "\n  fragment BlogCard on Blog {\n    id\n    title\n    status\n    feedback\n    coverImageUrl\n    updatedAt\n    requestedAt\n    publishedAt\n    author {\n      id\n      name\n    }\n    content {\n      excerpt\n      readingMinutes\n    }\n    ...BlogActions\n  }\n": typeof types.BlogCardFragmentDoc,
    "\n  fragment BlogActions on Blog {\n    id\n    title\n    ...MovedBlog\n  }\n": typeof types.BlogActionsFragmentDoc,
    "\n  fragment MovedBlog on Blog {\n    id\n    status\n    slug\n    feedback\n    revision\n    viewerActions\n    requestedAt\n    publishedAt\n    updatedAt\n    author {\n      id\n    }\n    reviews {\n      decision\n      feedback\n      decidedAt\n      reviewer {\n        id\n        name\n      }\n    }\n  }\n": typeof types.MovedBlogFragmentDoc,
    "\n  mutation RequestPublish($id: ID!) {\n    result: requestPublish(id: $id) {\n      ... on RequestPublishSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.RequestPublishDocument,
    "\n  mutation WithdrawBlog($id: ID!) {\n    result: withdrawBlog(id: $id) {\n      ... on WithdrawBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.WithdrawBlogDocument,
    "\n  mutation ApproveBlog($id: ID!, $input: ApproveBlogInput!) {\n    result: approveBlog(id: $id, input: $input) {\n      ... on ApproveBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...BlogCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.ApproveBlogDocument,
    "\n  mutation RejectBlog($id: ID!, $input: RejectBlogInput!) {\n    result: rejectBlog(id: $id, input: $input) {\n      ... on RejectBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...BlogCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.RejectBlogDocument,
    "\n  mutation UnpublishBlog($id: ID!) {\n    result: unpublishBlog(id: $id) {\n      ... on UnpublishBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.UnpublishBlogDocument,
    "\n  mutation RepublishBlog($id: ID!, $input: RepublishBlogInput!) {\n    result: republishBlog(id: $id, input: $input) {\n      ... on RepublishBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...BlogCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.RepublishBlogDocument,
    "\n  mutation DeleteBlog($id: ID!) {\n    result: deleteBlog(id: $id) {\n      ... on DeleteBlogSuccess {\n        deletedId\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.DeleteBlogDocument,
    "\n  fragment Editable on Blog {\n    id\n    revision\n    title\n    coverImageUrl\n    content {\n      markdown\n      html\n      metaTitle\n      metaDescription\n      coverImageAlt\n      ...Findings\n    }\n    ...MovedBlog\n  }\n": typeof types.EditableFragmentDoc,
    "\n  query EditedBlog($id: ID!) {\n    blog(id: $id) {\n      ...Editable\n    }\n  }\n": typeof types.EditedBlogDocument,
    "\n  mutation UpdateBlog($id: ID!, $input: UpdateBlogInput!) {\n    result: updateBlog(id: $id, input: $input) {\n      ... on UpdateBlogSuccess {\n        blog {\n          ...Editable\n          ...BlogCard\n        }\n      }\n      ... on EditConflictError {\n        theirs: blog {\n          ...Editable\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.UpdateBlogDocument,
    "\n  query MyBlogs($status: BlogStatus, $search: String, $after: String) {\n    blogs(status: $status, search: $search, first: 10, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...BlogCard\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.MyBlogsDocument,
    "\n  query Stats {\n    dashboardStats {\n      total\n      saved\n      pending\n      published\n      rejected\n      scheduled\n    }\n  }\n": typeof types.StatsDocument,
    "\n  query Article($slug: String!) {\n    publishedBlog(slug: $slug) {\n      id\n      slug\n      title\n      coverImageUrl\n      publishedAt\n      updatedAt\n      author {\n        id\n        name\n      }\n      content {\n        html\n        readingMinutes\n        wordCount\n        metaTitle\n        metaDescription\n        coverImageAlt\n        sections {\n          heading\n          level\n          anchor\n        }\n      }\n    }\n  }\n": typeof types.ArticleDocument,
    "\n  fragment Teaser on Blog {\n    id\n    slug\n    title\n    coverImageUrl\n    publishedAt\n    author {\n      id\n      name\n    }\n    content {\n      excerpt\n      readingMinutes\n      coverImageAlt\n    }\n  }\n": typeof types.TeaserFragmentDoc,
    "\n  query Published($search: String, $after: String) {\n    publishedBlogs(search: $search, first: 9, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...Teaser\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.PublishedDocument,
    "\n  query Queue($status: BlogStatus!, $after: String) {\n    adminQueue(status: $status, first: 10, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...BlogCard\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.QueueDocument,
    "\n  query Budget {\n    viewer {\n      generationBudget {\n        used\n        limit\n        resetsAt\n      }\n    }\n  }\n": typeof types.BudgetDocument,
    "\n  fragment SessionParts on Session {\n    accessToken\n    expiresAt\n    viewer {\n      email\n      role\n      user {\n        id\n        name\n      }\n    }\n  }\n": typeof types.SessionPartsFragmentDoc,
    "\n  mutation Login($input: LoginInput!) {\n    result: login(input: $input) {\n      ... on LoginSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.LoginDocument,
    "\n  mutation Signup($input: SignupInput!) {\n    result: signup(input: $input) {\n      ... on SignupSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.SignupDocument,
    "\n  mutation ChangePassword($input: ChangePasswordInput!) {\n    result: changePassword(input: $input) {\n      ... on ChangePasswordSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.ChangePasswordDocument,
    "\n  mutation LogoutEverywhere {\n    result: logoutEverywhere {\n      viewer {\n        email\n      }\n    }\n  }\n": typeof types.LogoutEverywhereDocument,
    "\n  mutation GenerateCoverImage($input: GenerateCoverImageInput!) {\n    result: generateCoverImage(input: $input) {\n      ... on GenerateCoverImageSuccess {\n        image {\n          url\n          width\n          height\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.GenerateCoverImageDocument,
    "\n  query Service {\n    generationService {\n      provider\n      textModel\n      imageModel\n    }\n  }\n": typeof types.ServiceDocument,
    "\n  fragment WrittenContent on BlogContent {\n    markdown\n    html\n    wordCount\n    readingMinutes\n    metaTitle\n    metaDescription\n    coverImageAlt\n    sections {\n      heading\n      level\n      anchor\n    }\n    keywordReport {\n      occurrences\n      inTitle\n    }\n    ...Findings\n  }\n": typeof types.WrittenContentFragmentDoc,
    "\n  subscription WritePost($input: GenerateBlogInput!, $resume: GenerateBlogResume) {\n    event: generateBlog(input: $input, resume: $resume) {\n      __typename\n      ... on BlogDelta {\n        runId\n        position\n        piece: markdown\n      }\n      ... on GenerateBlogSuccess {\n        content {\n          ...WrittenContent\n        }\n        references {\n          url\n          title\n          status\n        }\n        receipt\n      }\n      ...Failure\n    }\n  }\n": typeof types.WritePostDocument,
    "\n  mutation RegenerateSection($input: RegenerateSectionInput!) {\n    result: regenerateSection(input: $input) {\n      ... on RegenerateSectionSuccess {\n        content {\n          ...WrittenContent\n        }\n        receipt\n      }\n      ...Failure\n    }\n  }\n": typeof types.RegenerateSectionDocument,
    "\n  mutation SaveBlog($input: SaveBlogInput!) {\n    result: saveBlog(input: $input) {\n      ... on SaveBlogSuccess {\n        blog {\n          id\n          ...BlogCard\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.SaveBlogDocument,
    "\n  mutation GenerateIdeas($input: GenerateIdeasInput!) {\n    result: generateIdeas(input: $input) {\n      ... on GenerateIdeasSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n": typeof types.GenerateIdeasDocument,
    "\n  mutation GenerateTitles($input: GenerateTitlesInput!) {\n    result: generateTitles(input: $input) {\n      ... on GenerateTitlesSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n": typeof types.GenerateTitlesDocument,
    "\n  mutation GenerateIntros($input: GenerateIntrosInput!) {\n    result: generateIntros(input: $input) {\n      ... on GenerateIntrosSuccess {\n        options\n        receipt\n      }\n      ...Failure\n    }\n  }\n": typeof types.GenerateIntrosDocument,
    "\n  mutation GenerateOutlines($input: GenerateOutlinesInput!) {\n    result: generateOutlines(input: $input) {\n      ... on GenerateOutlinesSuccess {\n        options {\n          headings\n        }\n      }\n      ...Failure\n    }\n  }\n": typeof types.GenerateOutlinesDocument,
    "\n  mutation GenerateImagePrompts($input: GenerateImagePromptsInput!) {\n    result: generateImagePrompts(input: $input) {\n      ... on GenerateImagePromptsSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n": typeof types.GenerateImagePromptsDocument,
};
const documents: Documents = {
    "\n  fragment Failure on UserError {\n    __typename\n    message\n    ... on InvalidInputError {\n      fields {\n        path\n        message\n      }\n    }\n    ... on GenerationFailedError {\n      reason\n      retryAfterSeconds\n    }\n  }\n": types.FailureFragmentDoc,
    "\n  fragment BlogAside on Blog {\n    id\n    authorEmail\n    slug\n    brief {\n      focusOrNiche\n      targetedKeyword\n      targetedAudience\n      tone\n      creativity\n      language\n      length\n    }\n    content {\n      metaTitle\n      metaDescription\n      coverImageAlt\n      keywordReport {\n        occurrences\n        density\n        inTitle\n        inFirstParagraph\n        inHeadings\n      }\n      ...Findings\n    }\n    provenance {\n      sentences\n      generated\n      other\n    }\n    references {\n      url\n      title\n      status\n    }\n    reviews {\n      decision\n      feedback\n      decidedAt\n      reviewer {\n        id\n        name\n      }\n    }\n  }\n": types.BlogAsideFragmentDoc,
    "\n  query Blog($id: ID!) {\n    blog(id: $id) {\n      id\n      title\n      status\n      feedback\n      updatedAt\n      coverImageUrl\n      author {\n        id\n        name\n      }\n      content {\n        html\n        wordCount\n        readingMinutes\n        coverImageAlt\n      }\n      ...BlogActions\n      ...BlogAside\n    }\n  }\n": types.BlogDocument,
    "\n  mutation UploadImage($input: UploadImageInput!) {\n    result: uploadImage(input: $input) {\n      ... on UploadImageSuccess {\n        image {\n          url\n          width\n          height\n        }\n      }\n      ...Failure\n    }\n  }\n": types.UploadImageDocument,
    "\n  fragment Findings on BlogContent {\n    unsourcedClaims {\n      kind\n      sentence\n    }\n    styleFindings {\n      rule\n      quote\n      suggestion\n    }\n  }\n": types.FindingsFragmentDoc,
    "\n  fragment BlogCard on Blog {\n    id\n    title\n    status\n    feedback\n    coverImageUrl\n    updatedAt\n    requestedAt\n    publishedAt\n    author {\n      id\n      name\n    }\n    content {\n      excerpt\n      readingMinutes\n    }\n    ...BlogActions\n  }\n": types.BlogCardFragmentDoc,
    "\n  fragment BlogActions on Blog {\n    id\n    title\n    ...MovedBlog\n  }\n": types.BlogActionsFragmentDoc,
    "\n  fragment MovedBlog on Blog {\n    id\n    status\n    slug\n    feedback\n    revision\n    viewerActions\n    requestedAt\n    publishedAt\n    updatedAt\n    author {\n      id\n    }\n    reviews {\n      decision\n      feedback\n      decidedAt\n      reviewer {\n        id\n        name\n      }\n    }\n  }\n": types.MovedBlogFragmentDoc,
    "\n  mutation RequestPublish($id: ID!) {\n    result: requestPublish(id: $id) {\n      ... on RequestPublishSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n": types.RequestPublishDocument,
    "\n  mutation WithdrawBlog($id: ID!) {\n    result: withdrawBlog(id: $id) {\n      ... on WithdrawBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n": types.WithdrawBlogDocument,
    "\n  mutation ApproveBlog($id: ID!, $input: ApproveBlogInput!) {\n    result: approveBlog(id: $id, input: $input) {\n      ... on ApproveBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...BlogCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n": types.ApproveBlogDocument,
    "\n  mutation RejectBlog($id: ID!, $input: RejectBlogInput!) {\n    result: rejectBlog(id: $id, input: $input) {\n      ... on RejectBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...BlogCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n": types.RejectBlogDocument,
    "\n  mutation UnpublishBlog($id: ID!) {\n    result: unpublishBlog(id: $id) {\n      ... on UnpublishBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n": types.UnpublishBlogDocument,
    "\n  mutation RepublishBlog($id: ID!, $input: RepublishBlogInput!) {\n    result: republishBlog(id: $id, input: $input) {\n      ... on RepublishBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...BlogCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n": types.RepublishBlogDocument,
    "\n  mutation DeleteBlog($id: ID!) {\n    result: deleteBlog(id: $id) {\n      ... on DeleteBlogSuccess {\n        deletedId\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n": types.DeleteBlogDocument,
    "\n  fragment Editable on Blog {\n    id\n    revision\n    title\n    coverImageUrl\n    content {\n      markdown\n      html\n      metaTitle\n      metaDescription\n      coverImageAlt\n      ...Findings\n    }\n    ...MovedBlog\n  }\n": types.EditableFragmentDoc,
    "\n  query EditedBlog($id: ID!) {\n    blog(id: $id) {\n      ...Editable\n    }\n  }\n": types.EditedBlogDocument,
    "\n  mutation UpdateBlog($id: ID!, $input: UpdateBlogInput!) {\n    result: updateBlog(id: $id, input: $input) {\n      ... on UpdateBlogSuccess {\n        blog {\n          ...Editable\n          ...BlogCard\n        }\n      }\n      ... on EditConflictError {\n        theirs: blog {\n          ...Editable\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n": types.UpdateBlogDocument,
    "\n  query MyBlogs($status: BlogStatus, $search: String, $after: String) {\n    blogs(status: $status, search: $search, first: 10, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...BlogCard\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.MyBlogsDocument,
    "\n  query Stats {\n    dashboardStats {\n      total\n      saved\n      pending\n      published\n      rejected\n      scheduled\n    }\n  }\n": types.StatsDocument,
    "\n  query Article($slug: String!) {\n    publishedBlog(slug: $slug) {\n      id\n      slug\n      title\n      coverImageUrl\n      publishedAt\n      updatedAt\n      author {\n        id\n        name\n      }\n      content {\n        html\n        readingMinutes\n        wordCount\n        metaTitle\n        metaDescription\n        coverImageAlt\n        sections {\n          heading\n          level\n          anchor\n        }\n      }\n    }\n  }\n": types.ArticleDocument,
    "\n  fragment Teaser on Blog {\n    id\n    slug\n    title\n    coverImageUrl\n    publishedAt\n    author {\n      id\n      name\n    }\n    content {\n      excerpt\n      readingMinutes\n      coverImageAlt\n    }\n  }\n": types.TeaserFragmentDoc,
    "\n  query Published($search: String, $after: String) {\n    publishedBlogs(search: $search, first: 9, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...Teaser\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.PublishedDocument,
    "\n  query Queue($status: BlogStatus!, $after: String) {\n    adminQueue(status: $status, first: 10, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...BlogCard\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.QueueDocument,
    "\n  query Budget {\n    viewer {\n      generationBudget {\n        used\n        limit\n        resetsAt\n      }\n    }\n  }\n": types.BudgetDocument,
    "\n  fragment SessionParts on Session {\n    accessToken\n    expiresAt\n    viewer {\n      email\n      role\n      user {\n        id\n        name\n      }\n    }\n  }\n": types.SessionPartsFragmentDoc,
    "\n  mutation Login($input: LoginInput!) {\n    result: login(input: $input) {\n      ... on LoginSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n": types.LoginDocument,
    "\n  mutation Signup($input: SignupInput!) {\n    result: signup(input: $input) {\n      ... on SignupSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n": types.SignupDocument,
    "\n  mutation ChangePassword($input: ChangePasswordInput!) {\n    result: changePassword(input: $input) {\n      ... on ChangePasswordSuccess {\n        session {\n          ...SessionParts\n        }\n      }\n      ...Failure\n    }\n  }\n": types.ChangePasswordDocument,
    "\n  mutation LogoutEverywhere {\n    result: logoutEverywhere {\n      viewer {\n        email\n      }\n    }\n  }\n": types.LogoutEverywhereDocument,
    "\n  mutation GenerateCoverImage($input: GenerateCoverImageInput!) {\n    result: generateCoverImage(input: $input) {\n      ... on GenerateCoverImageSuccess {\n        image {\n          url\n          width\n          height\n        }\n      }\n      ...Failure\n    }\n  }\n": types.GenerateCoverImageDocument,
    "\n  query Service {\n    generationService {\n      provider\n      textModel\n      imageModel\n    }\n  }\n": types.ServiceDocument,
    "\n  fragment WrittenContent on BlogContent {\n    markdown\n    html\n    wordCount\n    readingMinutes\n    metaTitle\n    metaDescription\n    coverImageAlt\n    sections {\n      heading\n      level\n      anchor\n    }\n    keywordReport {\n      occurrences\n      inTitle\n    }\n    ...Findings\n  }\n": types.WrittenContentFragmentDoc,
    "\n  subscription WritePost($input: GenerateBlogInput!, $resume: GenerateBlogResume) {\n    event: generateBlog(input: $input, resume: $resume) {\n      __typename\n      ... on BlogDelta {\n        runId\n        position\n        piece: markdown\n      }\n      ... on GenerateBlogSuccess {\n        content {\n          ...WrittenContent\n        }\n        references {\n          url\n          title\n          status\n        }\n        receipt\n      }\n      ...Failure\n    }\n  }\n": types.WritePostDocument,
    "\n  mutation RegenerateSection($input: RegenerateSectionInput!) {\n    result: regenerateSection(input: $input) {\n      ... on RegenerateSectionSuccess {\n        content {\n          ...WrittenContent\n        }\n        receipt\n      }\n      ...Failure\n    }\n  }\n": types.RegenerateSectionDocument,
    "\n  mutation SaveBlog($input: SaveBlogInput!) {\n    result: saveBlog(input: $input) {\n      ... on SaveBlogSuccess {\n        blog {\n          id\n          ...BlogCard\n        }\n      }\n      ...Failure\n    }\n  }\n": types.SaveBlogDocument,
    "\n  mutation GenerateIdeas($input: GenerateIdeasInput!) {\n    result: generateIdeas(input: $input) {\n      ... on GenerateIdeasSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n": types.GenerateIdeasDocument,
    "\n  mutation GenerateTitles($input: GenerateTitlesInput!) {\n    result: generateTitles(input: $input) {\n      ... on GenerateTitlesSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n": types.GenerateTitlesDocument,
    "\n  mutation GenerateIntros($input: GenerateIntrosInput!) {\n    result: generateIntros(input: $input) {\n      ... on GenerateIntrosSuccess {\n        options\n        receipt\n      }\n      ...Failure\n    }\n  }\n": types.GenerateIntrosDocument,
    "\n  mutation GenerateOutlines($input: GenerateOutlinesInput!) {\n    result: generateOutlines(input: $input) {\n      ... on GenerateOutlinesSuccess {\n        options {\n          headings\n        }\n      }\n      ...Failure\n    }\n  }\n": types.GenerateOutlinesDocument,
    "\n  mutation GenerateImagePrompts($input: GenerateImagePromptsInput!) {\n    result: generateImagePrompts(input: $input) {\n      ... on GenerateImagePromptsSuccess {\n        options\n      }\n      ...Failure\n    }\n  }\n": types.GenerateImagePromptsDocument,
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
export function graphql(source: "\n  fragment Failure on UserError {\n    __typename\n    message\n    ... on InvalidInputError {\n      fields {\n        path\n        message\n      }\n    }\n    ... on GenerationFailedError {\n      reason\n      retryAfterSeconds\n    }\n  }\n"): (typeof documents)["\n  fragment Failure on UserError {\n    __typename\n    message\n    ... on InvalidInputError {\n      fields {\n        path\n        message\n      }\n    }\n    ... on GenerationFailedError {\n      reason\n      retryAfterSeconds\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment BlogAside on Blog {\n    id\n    authorEmail\n    slug\n    brief {\n      focusOrNiche\n      targetedKeyword\n      targetedAudience\n      tone\n      creativity\n      language\n      length\n    }\n    content {\n      metaTitle\n      metaDescription\n      coverImageAlt\n      keywordReport {\n        occurrences\n        density\n        inTitle\n        inFirstParagraph\n        inHeadings\n      }\n      ...Findings\n    }\n    provenance {\n      sentences\n      generated\n      other\n    }\n    references {\n      url\n      title\n      status\n    }\n    reviews {\n      decision\n      feedback\n      decidedAt\n      reviewer {\n        id\n        name\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment BlogAside on Blog {\n    id\n    authorEmail\n    slug\n    brief {\n      focusOrNiche\n      targetedKeyword\n      targetedAudience\n      tone\n      creativity\n      language\n      length\n    }\n    content {\n      metaTitle\n      metaDescription\n      coverImageAlt\n      keywordReport {\n        occurrences\n        density\n        inTitle\n        inFirstParagraph\n        inHeadings\n      }\n      ...Findings\n    }\n    provenance {\n      sentences\n      generated\n      other\n    }\n    references {\n      url\n      title\n      status\n    }\n    reviews {\n      decision\n      feedback\n      decidedAt\n      reviewer {\n        id\n        name\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Blog($id: ID!) {\n    blog(id: $id) {\n      id\n      title\n      status\n      feedback\n      updatedAt\n      coverImageUrl\n      author {\n        id\n        name\n      }\n      content {\n        html\n        wordCount\n        readingMinutes\n        coverImageAlt\n      }\n      ...BlogActions\n      ...BlogAside\n    }\n  }\n"): (typeof documents)["\n  query Blog($id: ID!) {\n    blog(id: $id) {\n      id\n      title\n      status\n      feedback\n      updatedAt\n      coverImageUrl\n      author {\n        id\n        name\n      }\n      content {\n        html\n        wordCount\n        readingMinutes\n        coverImageAlt\n      }\n      ...BlogActions\n      ...BlogAside\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UploadImage($input: UploadImageInput!) {\n    result: uploadImage(input: $input) {\n      ... on UploadImageSuccess {\n        image {\n          url\n          width\n          height\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation UploadImage($input: UploadImageInput!) {\n    result: uploadImage(input: $input) {\n      ... on UploadImageSuccess {\n        image {\n          url\n          width\n          height\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Findings on BlogContent {\n    unsourcedClaims {\n      kind\n      sentence\n    }\n    styleFindings {\n      rule\n      quote\n      suggestion\n    }\n  }\n"): (typeof documents)["\n  fragment Findings on BlogContent {\n    unsourcedClaims {\n      kind\n      sentence\n    }\n    styleFindings {\n      rule\n      quote\n      suggestion\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment BlogCard on Blog {\n    id\n    title\n    status\n    feedback\n    coverImageUrl\n    updatedAt\n    requestedAt\n    publishedAt\n    author {\n      id\n      name\n    }\n    content {\n      excerpt\n      readingMinutes\n    }\n    ...BlogActions\n  }\n"): (typeof documents)["\n  fragment BlogCard on Blog {\n    id\n    title\n    status\n    feedback\n    coverImageUrl\n    updatedAt\n    requestedAt\n    publishedAt\n    author {\n      id\n      name\n    }\n    content {\n      excerpt\n      readingMinutes\n    }\n    ...BlogActions\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment BlogActions on Blog {\n    id\n    title\n    ...MovedBlog\n  }\n"): (typeof documents)["\n  fragment BlogActions on Blog {\n    id\n    title\n    ...MovedBlog\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment MovedBlog on Blog {\n    id\n    status\n    slug\n    feedback\n    revision\n    viewerActions\n    requestedAt\n    publishedAt\n    updatedAt\n    author {\n      id\n    }\n    reviews {\n      decision\n      feedback\n      decidedAt\n      reviewer {\n        id\n        name\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment MovedBlog on Blog {\n    id\n    status\n    slug\n    feedback\n    revision\n    viewerActions\n    requestedAt\n    publishedAt\n    updatedAt\n    author {\n      id\n    }\n    reviews {\n      decision\n      feedback\n      decidedAt\n      reviewer {\n        id\n        name\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RequestPublish($id: ID!) {\n    result: requestPublish(id: $id) {\n      ... on RequestPublishSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation RequestPublish($id: ID!) {\n    result: requestPublish(id: $id) {\n      ... on RequestPublishSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WithdrawBlog($id: ID!) {\n    result: withdrawBlog(id: $id) {\n      ... on WithdrawBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation WithdrawBlog($id: ID!) {\n    result: withdrawBlog(id: $id) {\n      ... on WithdrawBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ApproveBlog($id: ID!, $input: ApproveBlogInput!) {\n    result: approveBlog(id: $id, input: $input) {\n      ... on ApproveBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...BlogCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation ApproveBlog($id: ID!, $input: ApproveBlogInput!) {\n    result: approveBlog(id: $id, input: $input) {\n      ... on ApproveBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...BlogCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RejectBlog($id: ID!, $input: RejectBlogInput!) {\n    result: rejectBlog(id: $id, input: $input) {\n      ... on RejectBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...BlogCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation RejectBlog($id: ID!, $input: RejectBlogInput!) {\n    result: rejectBlog(id: $id, input: $input) {\n      ... on RejectBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...BlogCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UnpublishBlog($id: ID!) {\n    result: unpublishBlog(id: $id) {\n      ... on UnpublishBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation UnpublishBlog($id: ID!) {\n    result: unpublishBlog(id: $id) {\n      ... on UnpublishBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RepublishBlog($id: ID!, $input: RepublishBlogInput!) {\n    result: republishBlog(id: $id, input: $input) {\n      ... on RepublishBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...BlogCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation RepublishBlog($id: ID!, $input: RepublishBlogInput!) {\n    result: republishBlog(id: $id, input: $input) {\n      ... on RepublishBlogSuccess {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ... on EditConflictError {\n        blog {\n          ...BlogCard\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteBlog($id: ID!) {\n    result: deleteBlog(id: $id) {\n      ... on DeleteBlogSuccess {\n        deletedId\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation DeleteBlog($id: ID!) {\n    result: deleteBlog(id: $id) {\n      ... on DeleteBlogSuccess {\n        deletedId\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Editable on Blog {\n    id\n    revision\n    title\n    coverImageUrl\n    content {\n      markdown\n      html\n      metaTitle\n      metaDescription\n      coverImageAlt\n      ...Findings\n    }\n    ...MovedBlog\n  }\n"): (typeof documents)["\n  fragment Editable on Blog {\n    id\n    revision\n    title\n    coverImageUrl\n    content {\n      markdown\n      html\n      metaTitle\n      metaDescription\n      coverImageAlt\n      ...Findings\n    }\n    ...MovedBlog\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query EditedBlog($id: ID!) {\n    blog(id: $id) {\n      ...Editable\n    }\n  }\n"): (typeof documents)["\n  query EditedBlog($id: ID!) {\n    blog(id: $id) {\n      ...Editable\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateBlog($id: ID!, $input: UpdateBlogInput!) {\n    result: updateBlog(id: $id, input: $input) {\n      ... on UpdateBlogSuccess {\n        blog {\n          ...Editable\n          ...BlogCard\n        }\n      }\n      ... on EditConflictError {\n        theirs: blog {\n          ...Editable\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation UpdateBlog($id: ID!, $input: UpdateBlogInput!) {\n    result: updateBlog(id: $id, input: $input) {\n      ... on UpdateBlogSuccess {\n        blog {\n          ...Editable\n          ...BlogCard\n        }\n      }\n      ... on EditConflictError {\n        theirs: blog {\n          ...Editable\n        }\n      }\n      ... on BlogStatusError {\n        blog {\n          ...MovedBlog\n        }\n      }\n      ...Failure\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query MyBlogs($status: BlogStatus, $search: String, $after: String) {\n    blogs(status: $status, search: $search, first: 10, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...BlogCard\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query MyBlogs($status: BlogStatus, $search: String, $after: String) {\n    blogs(status: $status, search: $search, first: 10, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...BlogCard\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Stats {\n    dashboardStats {\n      total\n      saved\n      pending\n      published\n      rejected\n      scheduled\n    }\n  }\n"): (typeof documents)["\n  query Stats {\n    dashboardStats {\n      total\n      saved\n      pending\n      published\n      rejected\n      scheduled\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Article($slug: String!) {\n    publishedBlog(slug: $slug) {\n      id\n      slug\n      title\n      coverImageUrl\n      publishedAt\n      updatedAt\n      author {\n        id\n        name\n      }\n      content {\n        html\n        readingMinutes\n        wordCount\n        metaTitle\n        metaDescription\n        coverImageAlt\n        sections {\n          heading\n          level\n          anchor\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Article($slug: String!) {\n    publishedBlog(slug: $slug) {\n      id\n      slug\n      title\n      coverImageUrl\n      publishedAt\n      updatedAt\n      author {\n        id\n        name\n      }\n      content {\n        html\n        readingMinutes\n        wordCount\n        metaTitle\n        metaDescription\n        coverImageAlt\n        sections {\n          heading\n          level\n          anchor\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Teaser on Blog {\n    id\n    slug\n    title\n    coverImageUrl\n    publishedAt\n    author {\n      id\n      name\n    }\n    content {\n      excerpt\n      readingMinutes\n      coverImageAlt\n    }\n  }\n"): (typeof documents)["\n  fragment Teaser on Blog {\n    id\n    slug\n    title\n    coverImageUrl\n    publishedAt\n    author {\n      id\n      name\n    }\n    content {\n      excerpt\n      readingMinutes\n      coverImageAlt\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Published($search: String, $after: String) {\n    publishedBlogs(search: $search, first: 9, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...Teaser\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query Published($search: String, $after: String) {\n    publishedBlogs(search: $search, first: 9, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...Teaser\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Queue($status: BlogStatus!, $after: String) {\n    adminQueue(status: $status, first: 10, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...BlogCard\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query Queue($status: BlogStatus!, $after: String) {\n    adminQueue(status: $status, first: 10, after: $after) {\n      totalCount\n      edges {\n        node {\n          id\n          ...BlogCard\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Budget {\n    viewer {\n      generationBudget {\n        used\n        limit\n        resetsAt\n      }\n    }\n  }\n"): (typeof documents)["\n  query Budget {\n    viewer {\n      generationBudget {\n        used\n        limit\n        resetsAt\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SessionParts on Session {\n    accessToken\n    expiresAt\n    viewer {\n      email\n      role\n      user {\n        id\n        name\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment SessionParts on Session {\n    accessToken\n    expiresAt\n    viewer {\n      email\n      role\n      user {\n        id\n        name\n      }\n    }\n  }\n"];
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
export function graphql(source: "\n  mutation LogoutEverywhere {\n    result: logoutEverywhere {\n      viewer {\n        email\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation LogoutEverywhere {\n    result: logoutEverywhere {\n      viewer {\n        email\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation GenerateCoverImage($input: GenerateCoverImageInput!) {\n    result: generateCoverImage(input: $input) {\n      ... on GenerateCoverImageSuccess {\n        image {\n          url\n          width\n          height\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation GenerateCoverImage($input: GenerateCoverImageInput!) {\n    result: generateCoverImage(input: $input) {\n      ... on GenerateCoverImageSuccess {\n        image {\n          url\n          width\n          height\n        }\n      }\n      ...Failure\n    }\n  }\n"];
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
export function graphql(source: "\n  mutation SaveBlog($input: SaveBlogInput!) {\n    result: saveBlog(input: $input) {\n      ... on SaveBlogSuccess {\n        blog {\n          id\n          ...BlogCard\n        }\n      }\n      ...Failure\n    }\n  }\n"): (typeof documents)["\n  mutation SaveBlog($input: SaveBlogInput!) {\n    result: saveBlog(input: $input) {\n      ... on SaveBlogSuccess {\n        blog {\n          id\n          ...BlogCard\n        }\n      }\n      ...Failure\n    }\n  }\n"];
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

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;