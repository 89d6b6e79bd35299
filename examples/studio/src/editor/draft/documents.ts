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
      ...BriefParts @unmask
    }
    ...EditableText @unmask
    workingCopy {
      id
      feedback
      ...EditableText @unmask
    }
    ...MovedPost @unmask
  }
`);

export const EditedPost = graphql(`
  query EditedPost($id: ID!) {
    blog(id: $id) {
      ...Editable @unmask
    }
  }
`);

export const UpdateBlog = graphql(`
  mutation UpdateBlog($id: ID!, $input: UpdateBlogInput!) {
    result: updateBlog(id: $id, input: $input) {
      ... on UpdateBlogSuccess {
        blog {
          ...Editable @unmask
          ...PostCard
        }
      }
      ... on EditConflictError {
        theirs: blog {
          ...Editable @unmask
        }
      }
      ... on BlogStatusError {
        blog {
          ...MovedPost
        }
      }
      ...Failure @unmask
    }
  }
`);
