/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type CoverFragment = { url: string, width: number, height: number, mediaType: string, alt: string | null, srcset: string };

export type PostSummaryFragment = { id: string, slug: string | null, title: string, languageTag: string | null, firstPublishedAt: string | null, tags: Array<string>, author: { id: string, name: string }, coverImage: { url: string, width: number, height: number, mediaType: string, alt: string | null, srcset: string } | null, content: { excerpt: string, readingMinutes: number } };

type PostText_Blog_Fragment = { title: string, tags: Array<string>, languageTag: string | null, coverImageUrl: string | null, coverImage: { url: string, width: number, height: number, mediaType: string, alt: string | null, srcset: string } | null, references: Array<{ url: string, title: string | null }>, author: { id: string, name: string, bio: string | null, avatarUrl: string | null, websiteUrl: string | null }, content: { html: string, readingMinutes: number, metaTitle: string, metaDescription: string, coverImageAlt: string, sections: Array<{ heading: string, level: number, anchor: string }> } };

type PostText_BlogPreview_Fragment = { title: string, tags: Array<string>, languageTag: string | null, coverImageUrl: string | null, coverImage: { url: string, width: number, height: number, mediaType: string, alt: string | null, srcset: string } | null, references: Array<{ url: string, title: string | null }>, author: { id: string, name: string, bio: string | null, avatarUrl: string | null, websiteUrl: string | null }, content: { html: string, readingMinutes: number, metaTitle: string, metaDescription: string, coverImageAlt: string, sections: Array<{ heading: string, level: number, anchor: string }> } };

type PostText_WorkingCopy_Fragment = { title: string, tags: Array<string>, languageTag: string | null, coverImageUrl: string | null, coverImage: { url: string, width: number, height: number, mediaType: string, alt: string | null, srcset: string } | null, references: Array<{ url: string, title: string | null }>, author: { id: string, name: string, bio: string | null, avatarUrl: string | null, websiteUrl: string | null }, content: { html: string, readingMinutes: number, metaTitle: string, metaDescription: string, coverImageAlt: string, sections: Array<{ heading: string, level: number, anchor: string }> } };

export type PostTextFragment =
  | PostText_Blog_Fragment
  | PostText_BlogPreview_Fragment
  | PostText_WorkingCopy_Fragment
;

export type PostsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  tag?: string | null | undefined;
  authorId?: string | number | null | undefined;
  search?: string | null | undefined;
}>;


export type PostsQuery = { publishedBlogs: { nodes: Array<{ id: string, slug: string | null, title: string, languageTag: string | null, firstPublishedAt: string | null, tags: Array<string>, author: { id: string, name: string }, coverImage: { url: string, width: number, height: number, mediaType: string, alt: string | null, srcset: string } | null, content: { excerpt: string, readingMinutes: number } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type TagsQueryVariables = Exact<{ [key: string]: never; }>;


export type TagsQuery = { tags: Array<{ id: string, name: string, count: number }> };

export type AuthorQueryVariables = Exact<{
  id: string | number;
}>;


export type AuthorQuery = { node:
    | { __typename: 'Account' }
    | { __typename: 'Blog' }
    | { __typename: 'ReviewNote' }
    | { __typename: 'User', id: string, name: string, bio: string | null, avatarUrl: string | null, websiteUrl: string | null }
   | null };

export type AddressQueryVariables = Exact<{
  slug: string;
}>;


export type AddressQuery = { publishedBlog: { id: string, slug: string | null } | null };

export type PostQueryVariables = Exact<{
  id: string | number;
}>;


export type PostQuery = { blog: { id: string, slug: string | null, firstPublishedAt: string | null, updatedAt: string, structuredData: string, title: string, tags: Array<string>, languageTag: string | null, coverImageUrl: string | null, coverImage: { url: string, width: number, height: number, mediaType: string, alt: string | null, srcset: string } | null, references: Array<{ url: string, title: string | null }>, author: { id: string, name: string, bio: string | null, avatarUrl: string | null, websiteUrl: string | null }, content: { html: string, readingMinutes: number, metaTitle: string, metaDescription: string, coverImageAlt: string, sections: Array<{ heading: string, level: number, anchor: string }> } } | null };

export type RelatedQueryVariables = Exact<{
  id: string | number;
}>;


export type RelatedQuery = { relatedBlogs: Array<{ id: string, slug: string | null, title: string, languageTag: string | null, firstPublishedAt: string | null, tags: Array<string>, author: { id: string, name: string }, coverImage: { url: string, width: number, height: number, mediaType: string, alt: string | null, srcset: string } | null, content: { excerpt: string, readingMinutes: number } }> };

export type PreviewQueryVariables = Exact<{
  token: string;
}>;


export type PreviewQuery = { previewBlog: { slug: string | null, expiresAt: string, title: string, tags: Array<string>, languageTag: string | null, coverImageUrl: string | null, coverImage: { url: string, width: number, height: number, mediaType: string, alt: string | null, srcset: string } | null, references: Array<{ url: string, title: string | null }>, author: { id: string, name: string, bio: string | null, avatarUrl: string | null, websiteUrl: string | null }, content: { html: string, readingMinutes: number, metaTitle: string, metaDescription: string, coverImageAlt: string, sections: Array<{ heading: string, level: number, anchor: string }> } } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const CoverFragmentDoc = new TypedDocumentString(`
    fragment Cover on Image {
  url
  width
  height
  mediaType
  alt
  srcset
}
    `, {"fragmentName":"Cover"}) as unknown as TypedDocumentString<CoverFragment, unknown>;
export const PostSummaryFragmentDoc = new TypedDocumentString(`
    fragment PostSummary on Blog {
  id
  slug
  title
  languageTag
  firstPublishedAt
  tags
  author {
    id
    name
  }
  coverImage {
    ...Cover
  }
  content {
    excerpt
    readingMinutes
  }
}
    fragment Cover on Image {
  url
  width
  height
  mediaType
  alt
  srcset
}`, {"fragmentName":"PostSummary"}) as unknown as TypedDocumentString<PostSummaryFragment, unknown>;
export const PostTextFragmentDoc = new TypedDocumentString(`
    fragment PostText on Article {
  title
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Cover
  }
  references {
    url
    title
  }
  author {
    id
    name
    bio
    avatarUrl
    websiteUrl
  }
  content {
    html
    readingMinutes
    metaTitle
    metaDescription
    coverImageAlt
    sections {
      heading
      level
      anchor
    }
  }
}
    fragment Cover on Image {
  url
  width
  height
  mediaType
  alt
  srcset
}`, {"fragmentName":"PostText"}) as unknown as TypedDocumentString<PostTextFragment, unknown>;
export const PostsDocument = new TypedDocumentString(`
    query Posts($first: Int, $after: String, $last: Int, $before: String, $tag: String, $authorId: ID, $search: String) {
  publishedBlogs(
    first: $first
    after: $after
    last: $last
    before: $before
    tag: $tag
    authorId: $authorId
    search: $search
  ) {
    nodes {
      ...PostSummary
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    fragment Cover on Image {
  url
  width
  height
  mediaType
  alt
  srcset
}
fragment PostSummary on Blog {
  id
  slug
  title
  languageTag
  firstPublishedAt
  tags
  author {
    id
    name
  }
  coverImage {
    ...Cover
  }
  content {
    excerpt
    readingMinutes
  }
}`) as unknown as TypedDocumentString<PostsQuery, PostsQueryVariables>;
export const TagsDocument = new TypedDocumentString(`
    query Tags {
  tags(first: 24) {
    id
    name
    count
  }
}
    `) as unknown as TypedDocumentString<TagsQuery, TagsQueryVariables>;
export const AuthorDocument = new TypedDocumentString(`
    query Author($id: ID!) {
  node(id: $id) {
    __typename
    ... on User {
      id
      name
      bio
      avatarUrl
      websiteUrl
    }
  }
}
    `) as unknown as TypedDocumentString<AuthorQuery, AuthorQueryVariables>;
export const AddressDocument = new TypedDocumentString(`
    query Address($slug: String!) {
  publishedBlog(slug: $slug) {
    id
    slug
  }
}
    `) as unknown as TypedDocumentString<AddressQuery, AddressQueryVariables>;
export const PostDocument = new TypedDocumentString(`
    query Post($id: ID!) {
  blog(id: $id) {
    id
    slug
    firstPublishedAt
    updatedAt
    structuredData
    ...PostText
  }
}
    fragment Cover on Image {
  url
  width
  height
  mediaType
  alt
  srcset
}
fragment PostText on Article {
  title
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Cover
  }
  references {
    url
    title
  }
  author {
    id
    name
    bio
    avatarUrl
    websiteUrl
  }
  content {
    html
    readingMinutes
    metaTitle
    metaDescription
    coverImageAlt
    sections {
      heading
      level
      anchor
    }
  }
}`) as unknown as TypedDocumentString<PostQuery, PostQueryVariables>;
export const RelatedDocument = new TypedDocumentString(`
    query Related($id: ID!) {
  relatedBlogs(id: $id, first: 3) {
    ...PostSummary
  }
}
    fragment Cover on Image {
  url
  width
  height
  mediaType
  alt
  srcset
}
fragment PostSummary on Blog {
  id
  slug
  title
  languageTag
  firstPublishedAt
  tags
  author {
    id
    name
  }
  coverImage {
    ...Cover
  }
  content {
    excerpt
    readingMinutes
  }
}`) as unknown as TypedDocumentString<RelatedQuery, RelatedQueryVariables>;
export const PreviewDocument = new TypedDocumentString(`
    query Preview($token: String!) {
  previewBlog(token: $token) {
    slug
    expiresAt
    ...PostText
  }
}
    fragment Cover on Image {
  url
  width
  height
  mediaType
  alt
  srcset
}
fragment PostText on Article {
  title
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Cover
  }
  references {
    url
    title
  }
  author {
    id
    name
    bio
    avatarUrl
    websiteUrl
  }
  content {
    html
    readingMinutes
    metaTitle
    metaDescription
    coverImageAlt
    sections {
      heading
      level
      anchor
    }
  }
}`) as unknown as TypedDocumentString<PreviewQuery, PreviewQueryVariables>;