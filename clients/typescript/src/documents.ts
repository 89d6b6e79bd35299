/**
 * An operation as text, with the types of its result and variables.
 *
 * GraphQL Code Generator's client preset creates them with `documentMode: 'string'`. A plain string
 * works too, with the type of the result given to the call.
 */
export interface TypedDocument<Result, Variables> {
  toString(): string;
  /** Method of texts, so that the compiler refuses an AST (`DocumentNode`). */
  trim(): string;
  /** Carries the types; does not exist at run time. */
  readonly __apiType?: ((variables: Variables) => Result) | undefined;
}

/**
 * Return the text of a document.
 *
 * @throws {TypeError} it is an AST
 */
export function textOf(document: { toString(): string }): string {
  if (typeof document === 'string' || document instanceof String) return String(document);
  throw new TypeError(
    'The document is not a text. Generate documents with documentMode: "string", or print the AST.',
  );
}

/** The types of a generated document, compatible with @graphql-typed-document-node/core. */
export interface DocumentTypeDecoration<Result, Variables> {
  __apiType?: (variables: Variables) => Result;
}

/** The result type of a document. */
export type ResultOf<D> = D extends TypedDocument<infer Result, infer _> ? Result : never;
export type VariablesOf<D> = D extends TypedDocument<infer _, infer Variables> ? Variables : never;

/** Variables are optional if none is required. */
export type VariablesArgument<Variables, Options> =
  Record<string, never> extends Variables
    ? [variables?: Variables, options?: Options]
    : [variables: Variables, options?: Options];

export type Kind = 'query' | 'mutation' | 'subscription';

/** The kind of the first operation in a text. Fragments before it are skipped. */
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

/** SHA-256 of a text in hexadecimal digits; undefined where browsers provide no hash function. */
export function hashOf(text: string): Promise<string | undefined> {
  let hash = hashes.get(text);
  if (hash === undefined) {
    hash = digest(text);
    hashes.set(text, hash);
  }
  return hash;
}

async function digest(text: string): Promise<string | undefined> {
  // It exists in secure contexts only: https and localhost.
  if (globalThis.crypto?.subtle === undefined) return undefined;
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
