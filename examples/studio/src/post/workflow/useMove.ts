import type { TypedDocumentNode } from '@apollo/client';
import { useMutation } from '@apollo/client/react';
import { problemOfError, problemOfFailure, type Problem } from '../../api/problems';
import type { BlogStatus, FailureFragment } from '../../gql/graphql';
import { complain, tell } from '../../ui/feedback/messages';
import { expected, recount } from './moves';
import type { MovedPost } from '../documents';

export interface Move {
  /** Resolves to whether the server did it. */
  readonly move: () => Promise<boolean>;
  readonly busy: boolean;
}

interface Step<D> {
  readonly document:
    | TypedDocumentNode<D, { id: string }>
    | TypedDocumentNode<D, { id: string; input: { expectedRevision: number } }>;
  /** Whether the mutation takes the revision that the viewer has read. */
  readonly decides?: boolean;
  readonly success: `${string}Success`;
  readonly to: BlogStatus;
  /** Messages for success and failure. */
  readonly done: string;
  readonly failed: string;
}

type Answer = { readonly result: { readonly __typename: string } };

/**
 * A workflow action with an optimistic update, which is reverted if the server refuses it. The post
 * and its buttons may disappear from their list, so the result is shown as a message.
 */
export function useMove<D extends Answer>(
  { document, decides = false, success, to, done, failed }: Step<D>,
  post: MovedPost,
  title: string,
): Move {
  // The common type of the documents: their results are alike, and the revision is left out of some.
  const [mutate, { loading }] = useMutation(document as TypedDocumentNode<Answer, object>);
  const move = async (): Promise<boolean> => {
    const wrong = (problem: Problem) =>
      complain(`${failed}: ${title}`, problem, () => void move());
    const input = decides && { input: { expectedRevision: post.revision } };
    try {
      const { data } = await mutate({
        variables: { id: post.id, ...input },
        optimisticResponse: {
          __typename: 'Mutation',
          result: { __typename: success, blog: expected(post, to) },
        } as Answer,
        update: (cache, answer) => {
          if (answer.data?.result.__typename === success) recount(cache, post, to);
        },
      });
      if (data?.result.__typename === success) {
        tell(`${done}: ${title}`);
        return true;
      }
      wrong(problemOfFailure(data?.result as FailureFragment));
    } catch (error) {
      wrong(problemOfError(error));
    }
    return false;
  };
  return { move, busy: loading };
}
