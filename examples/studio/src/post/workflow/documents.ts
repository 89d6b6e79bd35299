import { graphql } from '../../gql';

export const RequestPublish = graphql(`
  mutation RequestPublish($id: ID!) {
    result: requestPublish(id: $id) {
      ... on RequestPublishSuccess {
        blog {
          ...MovedPost
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

export const WithdrawBlog = graphql(`
  mutation WithdrawBlog($id: ID!) {
    result: withdrawBlog(id: $id) {
      ... on WithdrawBlogSuccess {
        blog {
          ...MovedPost
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

export const ApproveBlog = graphql(`
  mutation ApproveBlog($id: ID!, $input: ApproveBlogInput!) {
    result: approveBlog(id: $id, input: $input) {
      ... on ApproveBlogSuccess {
        blog {
          ...MovedPost
        }
      }
      ... on EditConflictError {
        blog {
          ...PostCard
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

export const RejectBlog = graphql(`
  mutation RejectBlog($id: ID!, $input: RejectBlogInput!) {
    result: rejectBlog(id: $id, input: $input) {
      ... on RejectBlogSuccess {
        blog {
          ...MovedPost
        }
      }
      ... on EditConflictError {
        blog {
          ...PostCard
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

export const UnpublishBlog = graphql(`
  mutation UnpublishBlog($id: ID!, $input: UnpublishBlogInput) {
    result: unpublishBlog(id: $id, input: $input) {
      ... on UnpublishBlogSuccess {
        blog {
          ...MovedPost
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

export const RepublishBlog = graphql(`
  mutation RepublishBlog($id: ID!, $input: RepublishBlogInput!) {
    result: republishBlog(id: $id, input: $input) {
      ... on RepublishBlogSuccess {
        blog {
          ...MovedPost
        }
      }
      ... on EditConflictError {
        blog {
          ...PostCard
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

export const DiscardWorkingCopy = graphql(`
  mutation DiscardWorkingCopy($id: ID!, $input: DiscardWorkingCopyInput!) {
    result: discardWorkingCopy(id: $id, input: $input) {
      ... on DiscardWorkingCopySuccess {
        blog {
          ...MovedPost
        }
      }
      ... on EditConflictError {
        blog {
          ...PostCard
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

export const DeleteBlog = graphql(`
  mutation DeleteBlog($id: ID!) {
    result: deleteBlog(id: $id) {
      ... on DeleteBlogSuccess {
        deletedId
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
