/** The editable fields of a post, and saving them. */
import { graphql } from '../../gql';

/** The editable text: that of the working copy, if there is one. */
export const EditableTextParts = graphql(`
  fragment EditableText on Article {
    title
    tags
    coverImageUrl
    content {
      markdown
      metaTitle
      metaDescription
      coverImageAlt
    }
  }
`);

/** All editable fields, and the revision. */
export const EditableParts = graphql(`
  fragment Editable on Blog {
    id
    revision
    slug
    feedback
    brief {
      ...BriefParts
    }
    ...EditableText
    workingCopy {
      id
      feedback
      ...EditableText
    }
    ...MovedPost
  }
`);

export const EditedPost = graphql(`
  query EditedPost($id: ID!) {
    blog(id: $id) {
      ...Editable
    }
  }
`);

export const UpdateBlog = graphql(`
  mutation UpdateBlog($id: ID!, $input: UpdateBlogInput!) {
    result: updateBlog(id: $id, input: $input) {
      ... on UpdateBlogSuccess {
        blog {
          ...Editable
          ...PostCard
        }
      }
      ... on EditConflictError {
        theirs: blog {
          ...Editable
        }
      }
      ... on BlogStatusError {
        blog {
          ...MovedPost
        }
      }
      ...Failure
    }
  }
`);
