import { graphql } from '../gql';
import type { SessionPartsFragment } from '../gql/graphql';
import { signIn } from './session';

graphql(`
  fragment SessionParts on Session {
    accessToken
    expiresAt
    viewer {
      id
      email
      role
      user {
        id
        name
      }
    }
  }
`);

export const Login = graphql(`
  mutation Login($input: LoginInput!) {
    result: login(input: $input) {
      ... on LoginSuccess {
        session {
          ...SessionParts @unmask
        }
      }
      ...Failure @unmask
    }
  }
`);

export const Signup = graphql(`
  mutation Signup($input: SignupInput!) {
    result: signup(input: $input) {
      ... on SignupSuccess {
        session {
          ...SessionParts @unmask
        }
      }
      ...Failure @unmask
    }
  }
`);

export const ChangePassword = graphql(`
  mutation ChangePassword($input: ChangePasswordInput!) {
    result: changePassword(input: $input) {
      ... on ChangePasswordSuccess {
        session {
          ...SessionParts @unmask
        }
      }
      ...Failure @unmask
    }
  }
`);

export const LogoutEverywhere = graphql(`
  mutation LogoutEverywhere {
    result: logoutEverywhere {
      ... on LogoutEverywhereSuccess {
        viewer {
          id
        }
      }
    }
  }
`);

export const RenewSession = graphql(`
  mutation RenewSession {
    result: renewSession {
      ... on RenewSessionSuccess {
        session {
          ...SessionParts @unmask
        }
      }
    }
  }
`);

export const RequestPasswordReset = graphql(`
  mutation RequestPasswordReset($input: RequestPasswordResetInput!) {
    result: requestPasswordReset(input: $input) {
      ... on RequestPasswordResetSuccess {
        message
      }
      ...Failure @unmask
    }
  }
`);

export const ResetPassword = graphql(`
  mutation ResetPassword($input: ResetPasswordInput!) {
    result: resetPassword(input: $input) {
      ... on ResetPasswordSuccess {
        session {
          ...SessionParts @unmask
        }
      }
      ...Failure @unmask
    }
  }
`);

export const VerifyEmail = graphql(`
  mutation VerifyEmail($input: VerifyEmailInput!) {
    result: verifyEmail(input: $input) {
      ... on VerifyEmailSuccess {
        email
      }
      ...Failure @unmask
    }
  }
`);

export const AcceptInvite = graphql(`
  mutation AcceptInvite($input: AcceptInviteInput!) {
    result: acceptInvite(input: $input) {
      ... on AcceptInviteSuccess {
        session {
          ...SessionParts @unmask
        }
      }
      ...Failure @unmask
    }
  }
`);

/** Start a session from the response of the server. */
export function begin({ accessToken, expiresAt, viewer }: SessionPartsFragment): void {
  signIn({
    token: accessToken,
    expiresAt,
    userId: viewer.user.id,
    name: viewer.user.name,
    email: viewer.email,
    admin: viewer.role === 'ADMIN',
  });
}
