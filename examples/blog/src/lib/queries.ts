// All documents. `npm run generate` writes their types to src/gql.
import { graphql } from '@/gql';

graphql(`
  fragment Cover on Image {
    url
    width
    height
    mediaType
    alt
    srcset
  }
`);

graphql(`
  fragment PostSummary on Blog {
    id
    slug
    title
    languageTag
    firstPublishedAt
    tags
    author { id name }
    coverImage { ...Cover }
    content { excerpt readingMinutes }
  }
`);

graphql(`
  fragment PostText on Article {
    title
    tags
    languageTag
    coverImageUrl
    coverImage { ...Cover }
    references { url title }
    author { id name bio avatarUrl websiteUrl }
    content {
      html
      readingMinutes
      metaTitle
      metaDescription
      coverImageAlt
      sections { heading level anchor }
    }
  }
`);

export const PostsQuery = graphql(`
  query Posts($first: Int, $after: String, $last: Int, $before: String, $tag: String, $authorId: ID, $search: String) {
    publishedBlogs(first: $first, after: $after, last: $last, before: $before, tag: $tag, authorId: $authorId, search: $search) {
      nodes { ...PostSummary }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`);

export const TagsQuery = graphql(`
  query Tags {
    tags(first: 24) { id name count }
  }
`);

export const AuthorQuery = graphql(`
  query Author($id: ID!) {
    node(id: $id) {
      __typename
      ... on User { id name bio avatarUrl websiteUrl }
    }
  }
`);

export const AddressQuery = graphql(`
  query Address($slug: String!) {
    publishedBlog(slug: $slug) { id slug }
  }
`);

export const PostQuery = graphql(`
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
`);

export const RelatedQuery = graphql(`
  query Related($id: ID!) {
    relatedBlogs(id: $id, first: 3) { ...PostSummary }
  }
`);

export const PreviewQuery = graphql(`
  query Preview($token: String!) {
    previewBlog(token: $token) {
      slug
      expiresAt
      ...PostText
    }
  }
`);
