import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useMutation } from '@apollo/client/react';
import type { FailureFragment } from '../gql/graphql';
import { problemOfError, problemOfFailure, wasCancelled, type Problem } from './problems';

/** Result of a mutation, under the alias `result`: a success or a failure. */
interface Answer {
  readonly result: { readonly __typename: string };
}

export type Success<D extends Answer> = Extract<
  D['result'],
  { readonly __typename: `${string}Success` }
>;
export type FailureOf<D extends Answer> = Exclude<D['result'], Success<D>>;

type Options<D, V extends OperationVariables> = Pick<
  useMutation.MutationFunctionOptions<D, V>,
  'update' | 'refetchQueries'
>;

export interface Action<D extends Answer, V extends OperationVariables> {
  /** Run the mutation. Returns the success, or null and sets `problem`. */
  readonly run: (variables: V, options?: Options<D, V>) => Promise<Success<D> | null>;
  readonly busy: boolean;
  readonly problem: Problem | null;
  /** The failure result, for its own fields, such as the post of an EditConflictError. */
  readonly failure: FailureOf<D> | null;
  readonly cancel: () => void;
  readonly clear: () => void;
}

const isSuccess = <D extends Answer>(result: D['result']): result is Success<D> =>
  result.__typename.endsWith('Success');

/**
 * `useMutation` for mutations whose result is a union of a success and failures, with cancellation.
 * One run at a time. `cancelOnLeave` cancels it when the page is left, for results that only this
 * page uses.
 */
export function useAction<D extends Answer, V extends OperationVariables>(
  document: TypedDocumentNode<D, V>,
  { cancelOnLeave = false }: { readonly cancelOnLeave?: boolean } = {},
): Action<D, V> {
  const [mutate, { data, error, loading, reset }] = useMutation(
    document as TypedDocumentNode<D, OperationVariables>,
  );
  const running = useRef<AbortController | null>(null);
  const cancel = useCallback(() => running.current?.abort(), []);
  const clear = useCallback(() => {
    // A reset would forget the running mutation.
    if (running.current === null) reset();
  }, [reset]);
  useEffect(
    () => () => {
      if (cancelOnLeave) running.current?.abort();
    },
    [cancelOnLeave],
  );

  const run = useCallback(
    async (variables: V, options?: Options<D, V>) => {
      if (running.current) return null;
      const stop = new AbortController();
      running.current = stop;
      const context = { fetchOptions: { signal: stop.signal } };
      try {
        const answer = await mutate({ ...(options as object), variables, context });
        const result = (answer.data as D).result;
        return isSuccess<D>(result) ? result : null;
      } catch {
        // `useMutation` has the error.
        return null;
      } finally {
        running.current = null;
      }
    },
    [mutate],
  );

  const result = (data as D | null | undefined)?.result;
  const failure = result && !isSuccess<D>(result) ? (result as FailureOf<D>) : null;
  const problem = useMemo(() => {
    if (failure) return problemOfFailure(failure as unknown as FailureFragment);
    return error && !wasCancelled(error) ? problemOfError(error) : null;
  }, [failure, error]);
  return { run, busy: loading, problem, failure, cancel, clear };
}
