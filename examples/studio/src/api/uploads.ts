/** Uploads of `variables.input.file`: GraphQL multipart request specification. */
import { ApolloLink, Observable } from '@apollo/client';
import { parseAndCheckHttpResponse } from '@apollo/client/link/http';
import { print } from 'graphql';

const fileOf = ({ variables }: ApolloLink.Operation): unknown =>
  (variables['input'] as { file?: unknown } | undefined)?.file;

export const carriesFile = (operation: ApolloLink.Operation): boolean =>
  fileOf(operation) instanceof File;

interface Sending {
  readonly headers?: Record<string, string>;
  readonly http?: { readonly includeQuery?: boolean };
  readonly fetchOptions?: { readonly signal?: AbortSignal };
}

export const uploadLink = new ApolloLink(
  (operation) =>
    new Observable((observer) => {
      const { headers, http, fetchOptions } = operation.getContext() as Sending;
      const operations = {
        operationName: operation.operationName,
        extensions: operation.extensions,
        variables: { ...operation.variables, input: { file: null } },
        ...(http?.includeQuery === false ? {} : { query: print(operation.query) }),
      };
      const form = new FormData();
      form.set('operations', JSON.stringify(operations));
      form.set('map', JSON.stringify({ file: ['variables.input.file'] }));
      form.set('file', fileOf(operation) as File);
      const stop = new AbortController();
      fetchOptions?.signal?.addEventListener('abort', () =>
        stop.abort(fetchOptions.signal?.reason),
      );
      fetch('/graphql', {
        method: 'POST',
        body: form,
        signal: stop.signal,
        headers: {
          ...headers,
          accept: 'application/graphql-response+json, application/json;q=0.9',
          // Required by the server against cross-site request forgery: forms can't send it.
          'apollo-require-preflight': 'true',
        },
      })
        .then(parseAndCheckHttpResponse(operation))
        .then((result) => {
          observer.next(result as ApolloLink.Result);
          observer.complete();
        })
        .catch((error: unknown) => observer.error(error));
      return () => stop.abort();
    }),
);
