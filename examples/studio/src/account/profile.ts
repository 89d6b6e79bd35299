import { graphql } from '../gql';

export const ProfileParts = graphql(`
  fragment ProfileParts on Viewer {
    id
    email
    emailVerified
    pendingEmail
    role
    mail {
      decisions
      notes
      reviewRequests
    }
    user {
      id
      name
      bio
      avatarUrl
      websiteUrl
    }
  }
`);

export const Account = graphql(`
  query Account {
    viewer {
      id
      email
      user {
        id
        name
      }
      ...ProfileParts
      generationBudget {
        used
        limit
        resetsAt
      }
    }
  }
`);

export const UpdateProfile = graphql(`
  mutation UpdateProfile($input: UpdateProfileInput!) {
    result: updateProfile(input: $input) {
      ... on UpdateProfileSuccess {
        viewer {
          id
          ...ProfileParts
        }
      }
      ...Failure @unmask
    }
  }
`);

export const ChangeEmail = graphql(`
  mutation ChangeEmail($input: ChangeEmailInput!) {
    result: changeEmail(input: $input) {
      ... on ChangeEmailSuccess {
        viewer {
          id
          ...ProfileParts
        }
      }
      ...Failure @unmask
    }
  }
`);

export const SendVerificationEmail = graphql(`
  mutation SendVerificationEmail {
    result: sendVerificationEmail {
      ... on SendVerificationEmailSuccess {
        message
      }
      ...Failure @unmask
    }
  }
`);
