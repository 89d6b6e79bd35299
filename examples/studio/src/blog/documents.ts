import { graphql } from '../gql';

/** A blog in a list. */
export const BlogCardParts = graphql(`
  fragment BlogCard on Blog {
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
    ...BlogActions
  }
`);

/** Fields of a blog's buttons, and fields that its actions change. */
export const BlogActionsParts = graphql(`
  fragment BlogActions on Blog {
    id
    title
    ...MovedBlog
  }
`);

export const MovedBlogParts = graphql(`
  fragment MovedBlog on Blog {
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

export const RequestPublish = graphql(`
  mutation RequestPublish($id: ID!) {
    result: requestPublish(id: $id) {
      ... on RequestPublishSuccess {
        blog {
          ...MovedBlog
        }
      }
      ... on BlogStatusError {
        blog {
          ...MovedBlog
        }
      }
      ...Failure
    }
  }
`);

export const WithdrawBlog = graphql(`
  mutation WithdrawBlog($id: ID!) {
    result: withdrawBlog(id: $id) {
      ... on WithdrawBlogSuccess {
        blog {
          ...MovedBlog
        }
      }
      ... on BlogStatusError {
        blog {
          ...MovedBlog
        }
      }
      ...Failure
    }
  }
`);

export const ApproveBlog = graphql(`
  mutation ApproveBlog($id: ID!, $input: ApproveBlogInput!) {
    result: approveBlog(id: $id, input: $input) {
      ... on ApproveBlogSuccess {
        blog {
          ...MovedBlog
        }
      }
      ... on EditConflictError {
        blog {
          ...BlogCard
        }
      }
      ... on BlogStatusError {
        blog {
          ...MovedBlog
        }
      }
      ...Failure
    }
  }
`);

export const RejectBlog = graphql(`
  mutation RejectBlog($id: ID!, $input: RejectBlogInput!) {
    result: rejectBlog(id: $id, input: $input) {
      ... on RejectBlogSuccess {
        blog {
          ...MovedBlog
        }
      }
      ... on EditConflictError {
        blog {
          ...BlogCard
        }
      }
      ... on BlogStatusError {
        blog {
          ...MovedBlog
        }
      }
      ...Failure
    }
  }
`);

export const UnpublishBlog = graphql(`
  mutation UnpublishBlog($id: ID!, $input: UnpublishBlogInput) {
    result: unpublishBlog(id: $id, input: $input) {
      ... on UnpublishBlogSuccess {
        blog {
          ...MovedBlog
        }
      }
      ... on BlogStatusError {
        blog {
          ...MovedBlog
        }
      }
      ...Failure
    }
  }
`);

export const RepublishBlog = graphql(`
  mutation RepublishBlog($id: ID!, $input: RepublishBlogInput!) {
    result: republishBlog(id: $id, input: $input) {
      ... on RepublishBlogSuccess {
        blog {
          ...MovedBlog
        }
      }
      ... on EditConflictError {
        blog {
          ...BlogCard
        }
      }
      ... on BlogStatusError {
        blog {
          ...MovedBlog
        }
      }
      ...Failure
    }
  }
`);

export const DiscardWorkingCopy = graphql(`
  mutation DiscardWorkingCopy($id: ID!, $input: DiscardWorkingCopyInput!) {
    result: discardWorkingCopy(id: $id, input: $input) {
      ... on DiscardWorkingCopySuccess {
        blog {
          ...MovedBlog
        }
      }
      ... on EditConflictError {
        blog {
          ...BlogCard
        }
      }
      ... on BlogStatusError {
        blog {
          ...MovedBlog
        }
      }
      ...Failure
    }
  }
`);

export const DeleteBlog = graphql(`
  mutation DeleteBlog($id: ID!) {
    result: deleteBlog(id: $id) {
      ... on DeleteBlogSuccess {
        deletedId
      }
      ... on BlogStatusError {
        blog {
          ...MovedBlog
        }
      }
      ...Failure
    }
  }
`);

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
    ...MovedBlog
  }
`);

export const EditedBlog = graphql(`
  query EditedBlog($id: ID!) {
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
          ...BlogCard
        }
      }
      ... on EditConflictError {
        theirs: blog {
          ...Editable
        }
      }
      ... on BlogStatusError {
        blog {
          ...MovedBlog
        }
      }
      ...Failure
    }
  }
`);
