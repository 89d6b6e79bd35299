/** Earlier versions of a post. */
import { graphql } from '../../gql';

export const Versions = graphql(`
  query Versions($id: ID!) {
    blog(id: $id) {
      id
      versions {
        id
        revision
        cause
        savedAt
        savedBy {
          id
          name
        }
        title
        markdown
        wordCount
      }
    }
  }
`);

export const RestoreVersion = graphql(`
  mutation RestoreVersion($id: ID!, $input: RestoreVersionInput!) {
    result: restoreVersion(id: $id, input: $input) {
      ... on RestoreVersionSuccess {
        blog {
          ...Editable @unmask
        }
      }
      ...Failure @unmask
    }
  }
`);
