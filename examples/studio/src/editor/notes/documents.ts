/** Notes on passages of a post. */
import { graphql } from '../../gql';

export const NoteParts = graphql(`
  fragment NoteParts on ReviewNote {
    id
    body
    quote
    orphaned
    suggestion
    createdAt
    resolvedAt
    author {
      id
      name
    }
  }
`);

export const Notes = graphql(`
  query Notes($id: ID!) {
    blog(id: $id) {
      id
      notes {
        id
        quote
        resolvedAt
        ...NoteParts
      }
    }
  }
`);

export const AddNote = graphql(`
  mutation AddNote($postId: ID!, $input: AddNoteInput!) {
    result: addNote(blogId: $postId, input: $input) {
      ... on AddNoteSuccess {
        blog {
          id
          notes {
            id
            ...NoteParts
          }
        }
      }
      ...Failure @unmask
    }
  }
`);

export const ResolveNote = graphql(`
  mutation ResolveNote($id: ID!) {
    result: resolveNote(id: $id) {
      ... on ResolveNoteSuccess {
        note {
          id
          ...NoteParts
        }
      }
      ...Failure @unmask
    }
  }
`);

export const ReopenNote = graphql(`
  mutation ReopenNote($id: ID!) {
    result: reopenNote(id: $id) {
      ... on ReopenNoteSuccess {
        note {
          id
          ...NoteParts
        }
      }
      ...Failure @unmask
    }
  }
`);

export const DeleteNote = graphql(`
  mutation DeleteNote($id: ID!) {
    result: deleteNote(id: $id) {
      ... on DeleteNoteSuccess {
        deletedId
      }
      ...Failure @unmask
    }
  }
`);

export const ApplySuggestion = graphql(`
  mutation ApplySuggestion($noteId: ID!, $input: ApplySuggestionInput!) {
    result: applySuggestion(noteId: $noteId, input: $input) {
      ... on ApplySuggestionSuccess {
        blog {
          ...Editable @unmask
        }
        note {
          id
          ...NoteParts
        }
      }
      ...Failure @unmask
    }
  }
`);
