import type { FieldsOf } from '../api/fragments';
import { graphql } from '../gql';
import type { MovedPostFragment } from '../gql/graphql';

/** A post in a list. */
export const PostCardParts = graphql(`
  fragment PostCard on Blog {
    id
    title
    status
    feedback
    coverImageUrl
    ...Cover
    updatedAt
    requestedAt
    publishedAt
    author {
      id
      name
    }
    content {
      excerpt
      readingMinutes
    }
    workingCopy {
      id
      status
      feedback
    }
    ...PostActions
  }
`);

/** Fields of a blog's buttons, and fields that its actions change. */
export const PostActionsParts = graphql(`
  fragment PostActions on Blog {
    id
    title
    ...MovedPost @unmask
  }
`);

/** The fields that workflow actions change. */
export type MovedPost = FieldsOf<MovedPostFragment>;

graphql(`
  fragment MovedPost on Blog {
    id
    status
    slug
    feedback
    revision
    viewerActions
    requestedAt
    publishedAt
    updatedAt
    author {
      id
    }
    workingCopy {
      id
      status
      feedback
    }
    reviews {
      id
      decision
      feedback
      decidedAt
      reviewer {
        id
        name
      }
    }
  }
`);
