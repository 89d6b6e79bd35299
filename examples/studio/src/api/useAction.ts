import { useCallback, useEffect, useRef, useState } from 'react';
import type { ApolloClient, TypedDocumentNode } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import type { FragmentType } from '../gql';
import { Failure, problemOfError, problemOfFailure, wasCancelled, type Problem } from './problems';

/** Result of a mutation, under the alias `result`: a success or a failure. */
interface Answer {
  readonly result: { readonly __typename: string };
}

export type Success<D extends Answer> = Extract<
  D['result'],
  { readonly __typename: `${string}Success` }
>;
export type FailureOf<D extends Answer> = Exclude<D['result'], Success<D>>;

type Options<D, V extends Record<string, unknown>> = Partial<
  Pick<ApolloClient.MutateOptions<D, V>, 'optimisticResponse' | 'update' | 'refetchQueries'>
>;

export interface Action<D extends Answer, V> {
  /** Run the mutation. Returns the success, or null and sets `problem`. */
  readonly run: (
    variables: V,
    options?: Options<D, V & Record<string, unknown>>,
  ) => Promise<Success<D> | null>;
  readonly busy: boolean;
  readonly problem: Problem | null;
  /** The failure result, for its own fields, such as the post of an EditConflictError. */
  readonly failure: FailureOf<D> | null;
  readonly cancel: () => void;
  readonly clear: () => void;
}

/**
 * One mutation of a page, with its state and cancellation. One run at a time.
 * `cancelOnLeave` cancels it when the page is left, for results that only this page uses.
 */
export function useAction<D extends Answer, V>(
  document: TypedDocumentNode<D, V>,
  { cancelOnLeave = false }: { readonly cancelOnLeave?: boolean } = {},
): Action<D, V> {
  const client = useApolloClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [failure, setFailure] = useState<FailureOf<D> | null>(null);
  const running = useRef<AbortController | null>(null);

  const cancel = useCallback(() => running.current?.abort(), []);
  const clear = useCallback(() => {
    setProblem(null);
    setFailure(null);
  }, []);
  useEffect(
    () => () => {
      if (!cancelOnLeave) return;
      running.current?.abort();
      running.current = null;
    },
    [cancelOnLeave],
  );

  const run = useCallback(
    async (variables: V, options: Options<D, V & Record<string, unknown>> = {}) => {
      if (running.current) return null;
      const stop = new AbortController();
      running.current = stop;
      setBusy(true);
      clear();
      try {
        const { data } = await client.mutate<D>({
          ...(options as object),
          mutation: document as TypedDocumentNode<D>,
          variables: variables as Record<string, unknown>,
          context: { fetchOptions: { signal: stop.signal } },
        });
        const result = (data as D).result;
        if (result.__typename.endsWith('Success')) return result as Success<D>;
        setFailure(result as FailureOf<D>);
        setProblem(problemOfFailure(result as unknown as FragmentType<typeof Failure>));
      } catch (error) {
        if (!wasCancelled(error)) setProblem(problemOfError(error));
      } finally {
        if (running.current === stop) running.current = null;
        if (running.current === null) setBusy(false);
      }
      return null;
    },
    [client, document, clear],
  );
  return { run, busy, problem, failure, cancel, clear };
}
