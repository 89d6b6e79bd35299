/** The page's cache and an API with fixed answers, for tests of components. */
import { ApolloClient, ApolloLink, Observable } from '@apollo/client';
import { ApolloProvider } from '@apollo/client/react';
import type { ReactNode } from 'react';
import { MemoryRouter } from 'react-router';
import { createCache } from '../../src/api/cache';

type Answers = Record<string, (variables: Record<string, unknown>) => unknown>;

/** A client whose operations are answered by their names; other operations never end. */
export function apiOf(answers: Answers = {}) {
  const sent: { name: string | undefined; variables: Record<string, unknown> }[] = [];
  const link = new ApolloLink(
    ({ operationName: name, operationType, variables, getContext }) =>
      new Observable((observer) => {
        sent.push({ name, variables });
        const { fetchOptions } = getContext() as { fetchOptions?: { signal?: AbortSignal } };
        const { signal } = fetchOptions ?? {};
        const aborted = Object.assign(new Error('Aborted'), { name: 'AbortError' });
        signal?.addEventListener('abort', () => observer.error(aborted));
        const answer = answers[name ?? ''];
        if (!answer) return;
        try {
          const __typename = operationType === 'mutation' ? 'Mutation' : 'Query';
          observer.next({ data: { __typename, ...(answer(variables) as object) } });
          observer.complete();
        } catch (error) {
          observer.error(error);
        }
      }),
  );
  const client = new ApolloClient({ cache: createCache(), link, dataMasking: true });
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <ApolloProvider client={client}>
      <MemoryRouter>{children}</MemoryRouter>
    </ApolloProvider>
  );
  return { client, sent, wrapper };
}
