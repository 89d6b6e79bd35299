import type { Calls } from './calls.js';
import { ConnectionError } from './errors.js';
import type { CallOptions } from './options.js';
import { type NodeOf, type Page, nodes, pages } from './pages.js';
import type { Place } from './streams.js';

/** A list: one page of it, or all of it as it is wanted. `first` is the pages' length. */
export interface List<Options, P extends Page> {
  /** One page. */
  (options?: Options): Promise<P>;
  /** Page after page, each asked for when it is wanted. */
  pages(options?: Options): AsyncGenerator<P, void, undefined>;
  /** What is in the list, from page after page. */
  nodes(options?: Options): AsyncGenerator<NodeOf<P>, void, undefined>;
}

/** What one operation sends, and the variables that it takes. */
export interface Sending {
  readonly document: { toString(): string };
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

export interface Method extends Sending {
  /** A list with pages. */
  readonly paged?: true;
  /** Its input takes an `idempotencyKey`: with one, it can be sent twice. */
  readonly keyed?: true;
  /** It can be sent twice as it is. */
  readonly repeatable?: true;
  readonly stream?: Sending;
}

export type MethodTable<Names> = { readonly [Name in keyof Names]: Method };

type Arguments = readonly unknown[];
type Variables = Record<string, unknown>;

/** The methods of a table, which send what they are called with. */
export function methodsOf<Names>(table: MethodTable<Names>, calls: Calls): Names {
  const methods = Object.entries<Method>(table).map(([name, method]) => [
    name,
    methodOf(name, method, calls),
  ]);
  return Object.fromEntries(methods) as Names;
}

function methodOf(name: string, method: Method, calls: Calls): unknown {
  const call = async (...given: Arguments): Promise<unknown> => {
    const { variables, options } = read(method, given);
    if (method.keyed) addKey(variables);
    const once = method.keyed || method.repeatable ? 'always' : 'refused';
    const data = await calls.ask(method.document, variables, options, once);
    return (data as Variables)[name];
  };
  if (method.paged)
    return Object.assign(call, listOf(call as (options: Variables) => Promise<Page>));
  const { stream } = method;
  return stream ? Object.assign(call, { stream: streamOf(name, stream, calls) }) : call;
}

/** What a method was called with: required variables by place, then everything else. */
function read(
  { required, optional }: Sending,
  given: Arguments,
): { variables: Variables; options: CallOptions } {
  const variables: Variables = {};
  const options: Variables = { ...(given[required.length] as object | undefined) };
  required.forEach((name, place) => (variables[name] = given[place]));
  for (const name of optional) {
    if (options[name] !== undefined) variables[name] = options[name];
    delete options[name];
  }
  return { variables, options };
}

/** Give an input the key by which the server knows it again. */
function addKey(variables: Variables): void {
  const input = variables['input'] as Variables;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const key = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  variables['input'] = { ...input, idempotencyKey: input['idempotencyKey'] ?? key };
}

function listOf(
  call: (options: Variables) => Promise<Page>,
): Pick<List<Variables, Page>, 'nodes' | 'pages'> {
  const from = (options: Variables = {}) =>
    [
      (after: string | null) => call({ ...options, after }),
      options['after'] as string | null,
    ] as const;
  return {
    pages: (options) => pages(...from(options)),
    nodes: (options) => nodes(...from(options)),
  };
}

function streamOf(
  name: string,
  stream: Sending,
  calls: Calls,
): (...given: Arguments) => AsyncGenerator {
  return async function* (...given) {
    const { variables, options } = read(stream, given);
    const resume = stream.optional.includes('resume') ? resumption(name, variables) : undefined;
    for await (const data of calls.follow(stream.document, variables, options, resume)) {
      const event = (data as Variables | null | undefined)?.[name];
      if (event == null) throw new ConnectionError('An event came without what it is about.');
      yield event;
    }
  };
}

/** How a run goes on behind one of its pieces, with what was written before; other events end it. */
function resumption(name: string, variables: Variables): (data: unknown) => Place | undefined {
  const given = variables['resume'] as { markdown?: string | null } | null | undefined;
  let text = given?.markdown ?? undefined;
  return (data) => {
    const event = (data as Record<string, unknown>)[name] as Partial<BlogDelta> | null | undefined;
    if (event?.runId === undefined || event.position === undefined) return undefined;
    if (event.position === 1) text = '';
    // Of a run that the caller took up without its text, this can't be known.
    if (text !== undefined) text += event.markdown;
    const resume = { runId: event.runId, after: event.position, markdown: text || null };
    return { variables: { ...variables, resume } };
  };
}

type BlogDelta = { runId: string; position: number; markdown: string };
