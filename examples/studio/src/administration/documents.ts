import { graphql } from '../gql';

export const AccountParts = graphql(`
  fragment AccountParts on Account {
    id
    email
    emailVerified
    role
    suspended
    lastLoginAt
    user {
      id
      name
    }
    stats {
      total
      published
    }
  }
`);

export const Accounts = graphql(`
  query Accounts($search: String, $role: Role, $suspended: Boolean, $after: String) {
    accounts(
      search: $search
      role: $role
      suspended: $suspended
      first: 20
      after: $after
    ) {
      totalCount
      edges {
        node {
          id
          ...AccountParts
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const SetAccountRole = graphql(`
  mutation SetAccountRole($id: ID!, $input: SetAccountRoleInput!) {
    result: setAccountRole(id: $id, input: $input) {
      ... on SetAccountRoleSuccess {
        account {
          id
          ...AccountParts
        }
      }
      ...Failure @unmask
    }
  }
`);

export const SuspendAccount = graphql(`
  mutation SuspendAccount($id: ID!) {
    result: suspendAccount(id: $id) {
      ... on SuspendAccountSuccess {
        account {
          id
          ...AccountParts
        }
      }
      ...Failure @unmask
    }
  }
`);

export const ReinstateAccount = graphql(`
  mutation ReinstateAccount($id: ID!) {
    result: reinstateAccount(id: $id) {
      ... on ReinstateAccountSuccess {
        account {
          id
          ...AccountParts
        }
      }
      ...Failure @unmask
    }
  }
`);

export const Invitations = graphql(`
  query Invitations {
    invitations {
      id
      email
      role
      expiresAt
      invitedBy {
        id
        name
      }
    }
  }
`);

export const InviteUser = graphql(`
  mutation InviteUser($input: InviteUserInput!) {
    result: inviteUser(input: $input) {
      ... on InviteUserSuccess {
        url
        invitation {
          id
          email
        }
      }
      ...Failure @unmask
    }
  }
`);

export const RevokeInvitation = graphql(`
  mutation RevokeInvitation($id: ID!) {
    result: revokeInvitation(id: $id) {
      ... on RevokeInvitationSuccess {
        revokedId
      }
      ...Failure @unmask
    }
  }
`);
