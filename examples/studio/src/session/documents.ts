import { graphql, unmask, type FragmentType } from '../gql';
import { signIn } from './session';

const SessionParts = graphql(`
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
          ...SessionParts
        }
      }
      ...Failure
    }
  }
`);

export const Signup = graphql(`
  mutation Signup($input: SignupInput!) {
    result: signup(input: $input) {
      ... on SignupSuccess {
        session {
          ...SessionParts
        }
      }
      ...Failure
    }
  }
`);

export const ChangePassword = graphql(`
  mutation ChangePassword($input: ChangePasswordInput!) {
    result: changePassword(input: $input) {
      ... on ChangePasswordSuccess {
        session {
          ...SessionParts
        }
      }
      ...Failure
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
          ...SessionParts
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
      ...Failure
    }
  }
`);

export const ResetPassword = graphql(`
  mutation ResetPassword($input: ResetPasswordInput!) {
    result: resetPassword(input: $input) {
      ... on ResetPasswordSuccess {
        session {
          ...SessionParts
        }
      }
      ...Failure
    }
  }
`);

export const VerifyEmail = graphql(`
  mutation VerifyEmail($input: VerifyEmailInput!) {
    result: verifyEmail(input: $input) {
      ... on VerifyEmailSuccess {
        email
      }
      ...Failure
    }
  }
`);

export const AcceptInvite = graphql(`
  mutation AcceptInvite($input: AcceptInviteInput!) {
    result: acceptInvite(input: $input) {
      ... on AcceptInviteSuccess {
        session {
          ...SessionParts
        }
      }
      ...Failure
    }
  }
`);

/** Start a session from the response of the server. */
export function begin(masked: FragmentType<typeof SessionParts>): void {
  const { accessToken, expiresAt, viewer } = unmask(SessionParts, masked);
  signIn({
    token: accessToken,
    expiresAt,
    userId: viewer.user.id,
    name: viewer.user.name,
    email: viewer.email,
    admin: viewer.role === 'ADMIN',
  });
}
