import { useCallback, useState } from 'react';
import type { DocumentNode, TypedDocumentNode } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { problemOfError, problemOfFailure, type Failure, type Problem } from '../../api/problems';
import type { FragmentType } from '../../gql';
import type { BlogStatus, MovedPostFragment } from '../../gql/graphql';
import { complain, tell } from '../../ui/feedback/messages';
import { expected, moveInLists } from './moves';

type Answer = { readonly result: { readonly __typename: string } };

export interface Move {
  readonly move: () => Promise<void>;
  readonly busy: boolean;
}

interface Step<D extends Answer> {
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

/**
 * A workflow action with an optimistic update, which is reverted if the server refuses it. The post
 * and its buttons may disappear from their list, so the result is shown as a message.
 */
export function useMove<D extends Answer>(
  { document, decides = false, success, to, done, failed }: Step<D>,
  post: MovedPostFragment,
  title: string,
): Move {
  const client = useApolloClient();
  const [busy, setBusy] = useState(false);
  const move = useCallback(
    async function again() {
      const optimistic = {
        __typename: 'Mutation',
        result: { __typename: success, blog: { __typename: 'Blog', ...expected(post, to) } },
      };
      const wrong = (problem: Problem) =>
        complain(`${failed}: ${title}`, problem, () => void again());
      setBusy(true);
      try {
        const { data } = await client.mutate<Answer>({
          mutation: document as DocumentNode,
          variables: {
            id: post.id,
            ...(decides && { input: { expectedRevision: post.revision } }),
          },
          optimisticResponse: optimistic,
          update: (cache, answer) => {
            if (answer.data?.result.__typename === success) moveInLists(cache, post, to);
          },
        });
        if (data?.result.__typename === success) tell(`${done}: ${title}`);
        else wrong(problemOfFailure(data?.result as FragmentType<typeof Failure>));
      } catch (error) {
        wrong(problemOfError(error));
      } finally {
        setBusy(false);
      }
    },
    [client, document, decides, success, to, done, failed, post, title],
  );
  return { move, busy };
}
