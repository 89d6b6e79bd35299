/* eslint-disable */
import * as types from './graphql';



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
    "\n  fragment Cover on Image {\n    url\n    width\n    height\n    mediaType\n    alt\n    srcset\n  }\n": typeof types.CoverFragmentDoc,
    "\n  fragment PostSummary on Blog {\n    id\n    slug\n    title\n    languageTag\n    firstPublishedAt\n    tags\n    author { id name }\n    coverImage { ...Cover }\n    content { excerpt readingMinutes }\n  }\n": typeof types.PostSummaryFragmentDoc,
    "\n  fragment PostText on Article {\n    title\n    tags\n    languageTag\n    coverImageUrl\n    coverImage { ...Cover }\n    references { url title }\n    author { id name bio avatarUrl websiteUrl }\n    content {\n      html\n      readingMinutes\n      metaTitle\n      metaDescription\n      coverImageAlt\n      sections { heading level anchor }\n    }\n  }\n": typeof types.PostTextFragmentDoc,
    "\n  query Posts($first: Int, $after: String, $last: Int, $before: String, $tag: String, $authorId: ID, $search: String) {\n    publishedBlogs(first: $first, after: $after, last: $last, before: $before, tag: $tag, authorId: $authorId, search: $search) {\n      nodes { ...PostSummary }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n": typeof types.PostsDocument,
    "\n  query Tags {\n    tags(first: 24) { id name count }\n  }\n": typeof types.TagsDocument,
    "\n  query Author($id: ID!) {\n    node(id: $id) {\n      __typename\n      ... on User { id name bio avatarUrl websiteUrl }\n    }\n  }\n": typeof types.AuthorDocument,
    "\n  query Address($slug: String!) {\n    publishedBlog(slug: $slug) { id slug }\n  }\n": typeof types.AddressDocument,
    "\n  query Post($id: ID!) {\n    blog(id: $id) {\n      id\n      slug\n      firstPublishedAt\n      updatedAt\n      structuredData\n      ...PostText\n    }\n  }\n": typeof types.PostDocument,
    "\n  query Related($id: ID!) {\n    relatedBlogs(id: $id, first: 3) { ...PostSummary }\n  }\n": typeof types.RelatedDocument,
    "\n  query Preview($token: String!) {\n    previewBlog(token: $token) {\n      slug\n      expiresAt\n      ...PostText\n    }\n  }\n": typeof types.PreviewDocument,
};
const documents: Documents = {
    "\n  fragment Cover on Image {\n    url\n    width\n    height\n    mediaType\n    alt\n    srcset\n  }\n": types.CoverFragmentDoc,
    "\n  fragment PostSummary on Blog {\n    id\n    slug\n    title\n    languageTag\n    firstPublishedAt\n    tags\n    author { id name }\n    coverImage { ...Cover }\n    content { excerpt readingMinutes }\n  }\n": types.PostSummaryFragmentDoc,
    "\n  fragment PostText on Article {\n    title\n    tags\n    languageTag\n    coverImageUrl\n    coverImage { ...Cover }\n    references { url title }\n    author { id name bio avatarUrl websiteUrl }\n    content {\n      html\n      readingMinutes\n      metaTitle\n      metaDescription\n      coverImageAlt\n      sections { heading level anchor }\n    }\n  }\n": types.PostTextFragmentDoc,
    "\n  query Posts($first: Int, $after: String, $last: Int, $before: String, $tag: String, $authorId: ID, $search: String) {\n    publishedBlogs(first: $first, after: $after, last: $last, before: $before, tag: $tag, authorId: $authorId, search: $search) {\n      nodes { ...PostSummary }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n": types.PostsDocument,
    "\n  query Tags {\n    tags(first: 24) { id name count }\n  }\n": types.TagsDocument,
    "\n  query Author($id: ID!) {\n    node(id: $id) {\n      __typename\n      ... on User { id name bio avatarUrl websiteUrl }\n    }\n  }\n": types.AuthorDocument,
    "\n  query Address($slug: String!) {\n    publishedBlog(slug: $slug) { id slug }\n  }\n": types.AddressDocument,
    "\n  query Post($id: ID!) {\n    blog(id: $id) {\n      id\n      slug\n      firstPublishedAt\n      updatedAt\n      structuredData\n      ...PostText\n    }\n  }\n": types.PostDocument,
    "\n  query Related($id: ID!) {\n    relatedBlogs(id: $id, first: 3) { ...PostSummary }\n  }\n": types.RelatedDocument,
    "\n  query Preview($token: String!) {\n    previewBlog(token: $token) {\n      slug\n      expiresAt\n      ...PostText\n    }\n  }\n": types.PreviewDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Cover on Image {\n    url\n    width\n    height\n    mediaType\n    alt\n    srcset\n  }\n"): typeof import('./graphql').CoverFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment PostSummary on Blog {\n    id\n    slug\n    title\n    languageTag\n    firstPublishedAt\n    tags\n    author { id name }\n    coverImage { ...Cover }\n    content { excerpt readingMinutes }\n  }\n"): typeof import('./graphql').PostSummaryFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment PostText on Article {\n    title\n    tags\n    languageTag\n    coverImageUrl\n    coverImage { ...Cover }\n    references { url title }\n    author { id name bio avatarUrl websiteUrl }\n    content {\n      html\n      readingMinutes\n      metaTitle\n      metaDescription\n      coverImageAlt\n      sections { heading level anchor }\n    }\n  }\n"): typeof import('./graphql').PostTextFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Posts($first: Int, $after: String, $last: Int, $before: String, $tag: String, $authorId: ID, $search: String) {\n    publishedBlogs(first: $first, after: $after, last: $last, before: $before, tag: $tag, authorId: $authorId, search: $search) {\n      nodes { ...PostSummary }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n"): typeof import('./graphql').PostsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Tags {\n    tags(first: 24) { id name count }\n  }\n"): typeof import('./graphql').TagsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Author($id: ID!) {\n    node(id: $id) {\n      __typename\n      ... on User { id name bio avatarUrl websiteUrl }\n    }\n  }\n"): typeof import('./graphql').AuthorDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Address($slug: String!) {\n    publishedBlog(slug: $slug) { id slug }\n  }\n"): typeof import('./graphql').AddressDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Post($id: ID!) {\n    blog(id: $id) {\n      id\n      slug\n      firstPublishedAt\n      updatedAt\n      structuredData\n      ...PostText\n    }\n  }\n"): typeof import('./graphql').PostDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Related($id: ID!) {\n    relatedBlogs(id: $id, first: 3) { ...PostSummary }\n  }\n"): typeof import('./graphql').RelatedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Preview($token: String!) {\n    previewBlog(token: $token) {\n      slug\n      expiresAt\n      ...PostText\n    }\n  }\n"): typeof import('./graphql').PreviewDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
