/**
 * An operation as text, with the types of its result and variables.
 *
 * GraphQL Code Generator's client preset makes them with `documentMode: 'string'`; a plain string
 * does too, with the result's type given to the call.
 */
export interface TypedDocument<Result, Variables> {
  toString(): string;
  /** Where the generator keeps the types; it is not there at run time. */
  readonly __apiType?: ((variables: Variables) => Result) | undefined;
}

/** What the generated documents say of themselves, as @graphql-typed-document-node/core has it. */
export interface DocumentTypeDecoration<Result, Variables> {
  __apiType?: (variables: Variables) => Result;
}

/** The types that a document carries. */
export type ResultOf<D> = D extends TypedDocument<infer Result, infer _> ? Result : never;
export type VariablesOf<D> = D extends TypedDocument<infer _, infer Variables> ? Variables : never;

/** Variables can be left out where none is required. */
export type VariablesArgument<Variables, Options> =
  Record<string, never> extends Variables
    ? [variables?: Variables, options?: Options]
    : [variables: Variables, options?: Options];

export type Kind = 'query' | 'mutation' | 'subscription';

/** What kind of operation a text has; fragments may stand before it, named as they like. */
export function kindOf(text: string): Kind {
  const bare = text.replace(/"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#.*/g, '');
  let depth = 0;
  let begins = true;
  for (const [token] of bare.matchAll(/[{}]|[_A-Za-z]\w*/g)) {
    if (begins && (token === 'mutation' || token === 'subscription')) return token;
    if (begins && token !== 'fragment') return 'query';
    if (token === '{') depth += 1;
    if (token === '}') depth -= 1;
    begins = token === '}' && depth === 0;
  }
  return 'query';
}

const hashes = new Map<string, Promise<string | undefined>>();

/** A text's SHA-256 in hexadecimal digits; undefined on pages that browsers don't let hash. */
export function hashOf(text: string): Promise<string | undefined> {
  let hash = hashes.get(text);
  if (hash === undefined) {
    hash = digest(text);
    hashes.set(text, hash);
  }
  return hash;
}

async function digest(text: string): Promise<string | undefined> {
  // Only in secure contexts: https, and localhost.
  if (globalThis.crypto?.subtle === undefined) return undefined;
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
